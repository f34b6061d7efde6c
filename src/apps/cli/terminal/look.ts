import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'green' | 'red' | 'cyan' | 'yellow' | 'magenta' | 'blue';

/** How text may look where it goes. */
export interface Look {
  /** Styles a piece of text, or leaves it as it is where there are no colours. */
  readonly paint: (style: Style, text: string) => string;
  /** Of the terminal; undefined where lines may be as long as they like. */
  readonly columns: number | undefined;
}

/** What a stream tells of itself. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Colours only on a terminal that shows them (no-color.org: a set and non-empty NO_COLOR). */
export const takesColours = ({ isTTY }: Screen, environment: NodeJS.ProcessEnv): boolean =>
  isTTY === true && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';

export function lookOf(screen: Screen, environment: NodeJS.ProcessEnv): Look {
  const colours = takesColours(screen, environment);
  return {
    paint: (style, text) => (colours ? styleText(style, text, { validateStream: false }) : text),
    columns: screen.isTTY ? screen.columns : undefined,
  };
}
