import type { StoryEnd, StoryEvent } from '#apps/up/story/narrator.ts';
import { line, quoted, type Paint } from './paint.ts';

/** One event as lines for people. Pure. */
export function renderEvent(event: StoryEvent, paint: Paint): string {
  switch (event.event) {
    case 'ready':
      return [
        paint('bold', `Dungeon Master, ${event.context === undefined ? 'local mode' : `cluster ${event.context}`}`),
        line('github', `emulated at ${event.github}`, paint),
        line('previews', event.previews, paint),
        line('socket', `${event.socket} (dm status, dm env list, dm why)`, paint),
      ].join('\n');
    case 'step':
      return `\n${paint('bold', event.title)}`;
    case 'act':
      return line(event.who, event.text, paint, 'yellow');
    case 'seen':
      return [line(event.where, event.text, paint), ...(event.lines ?? []).map((text) => quoted(text, paint))].join(
        '\n',
      );
    case 'done':
      return paint('green', `  ✓ ${seconds(event.ms)}`);
    case 'progress':
      return line('', paint('dim', event.text), paint);
    case 'urls':
      return [
        '',
        paint('bold', 'Running now'),
        ...event.urls.map(({ name, url }) => line(name, paint('bold', url), paint)),
      ].join('\n');
  }
}

/** The last words of the story. Pure. */
export function renderEnd(end: StoryEnd, paint: Paint): string {
  if (!end.ok) {
    const next = end.error.next === undefined ? [] : [`  next: ${end.error.next}`];
    return [paint('red', `✗ ${end.error.code}: ${end.error.message}`), ...next].join('\n');
  }
  const total = end.steps.reduce((sum, { ms }) => sum + ms, 0);
  const requests = `${end.requests} requests by people who asked all the time, ${end.failedRequests} failed`;
  return `\n${paint('green', `✓ the whole story in ${seconds(total)}`)}; ${requests}`;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
