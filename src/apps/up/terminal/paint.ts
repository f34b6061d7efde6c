/** Styles a piece of text, or leaves it as it is where there are no colours. */
export type Paint = (style: 'bold' | 'dim' | 'green' | 'red' | 'cyan' | 'yellow', text: string) => string;

const WHERE_WIDTH = 10;

/** A line of the story: where or who, then what. */
export const line = (where: string, text: string, paint: Paint, style: 'cyan' | 'yellow' = 'cyan'): string =>
  `  ${paint(style, where.padEnd(WHERE_WIDTH))} ${text}`;

export const quoted = (text: string, paint: Paint): string =>
  `  ${' '.repeat(WHERE_WIDTH)} ${paint('dim', `│ ${text}`)}`;
