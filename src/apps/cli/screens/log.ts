import type { LogView } from '#apps/server/views.ts';
import { shortSha } from '#lib/text.ts';
import type { Look, Style } from '#apps/cli/terminal/look.ts';

/** How the lines of `dm env logs` look. */
export interface LogLook extends Pick<Look, 'paint'> {
  readonly timestamps: boolean;
  /** Of a pod: the same for all its lines. */
  readonly styleOf: (pod: string) => Style;
}

/** One line of the stream for people. Pure. */
export function renderLog(view: LogView, { paint, styleOf, timestamps }: LogLook): string {
  switch (view.kind) {
    case 'line': {
      const at = timestamps ? `${paint('dim', view.at)} ` : '';
      return `${at}${paint(styleOf(view.pod), shortPod(view.pod))} ${paint('dim', '│')} ${view.text}`;
    }
    case 'pod': {
      const commit = view.commit === undefined ? '' : `, commit ${shortSha(view.commit)}`;
      const words = view.state === 'joined' ? `pod ${view.pod}${commit}` : `pod ${view.pod} has ended`;
      return `${paint(styleOf(view.pod), shortPod(view.pod))} ${paint('dim', `· ${words}`)}`;
    }
    case 'dropped':
      return paint('yellow', `… ${view.lines} line${view.lines === 1 ? ' was' : 's were'} dropped`);
    case 'nothing':
      return `nothing to read: ${view.reason}: ${view.message}\n${paint('bold', 'next')}: ${view.next}`;
    case 'gone':
      return paint('dim', `${view.name} is gone`);
  }
}

/** A pod's own part of its name: `x2k4p` of `shop-6d9f-x2k4p`. */
const shortPod = (pod: string): string => pod.slice(pod.lastIndexOf('-') + 1);

const palette: readonly Style[] = ['cyan', 'green', 'magenta', 'yellow', 'blue'];

/** A style for each pod, in the order in which they come. */
export function podStyles(): (pod: string) => Style {
  const styles = new Map<string, Style>();
  return (pod) => {
    const style = styles.get(pod) ?? palette[styles.size % palette.length] ?? 'cyan';
    styles.set(pod, style);
    return style;
  };
}
