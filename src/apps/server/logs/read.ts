import { NotFound } from '#apps/server/not-found.ts';
import type { LogView } from '#apps/server/views.ts';
import { followLogs } from './follow.ts';
import { environmentNamed, podsOf, whyNothing, type LoggedPod } from './pods.ts';
import type { LogsQuery } from './query.ts';
import { entryView, type LogsPorts } from './view.ts';

/**
 * The lines of an environment's pods, or why there are none. It ends by itself unless it follows; then `signal` ends it.
 * Throws `NotFound` and `ObjectsError` before the first line.
 */
export async function readLogs(
  ports: LogsPorts,
  name: string,
  { follow, ...which }: LogsQuery,
  signal: AbortSignal,
): Promise<AsyncIterable<LogView>> {
  const environment = await environmentNamed(ports.reader, name);
  if (!environment) throw new NotFound(`no environment is called "${name}"`, 'see those that exist: dm env list');
  if (follow) return followLogs(ports, name, which.tail, signal);
  return (async function* lines() {
    const views = await keptLines(ports, name, which, signal);
    if (views.length === 0) yield whyNothing(environment);
    yield* views;
  })();
}

/** Of all pods together, in the order of their time. */
async function keptLines(
  ports: LogsPorts,
  name: string,
  which: Omit<LogsQuery, 'follow'>,
  signal: AbortSignal,
): Promise<readonly LogView[]> {
  const pods = await podsOf(ports.reader, name);
  const lines = (await Promise.all(pods.map((pod) => linesOf(ports, pod, which, signal)))).flat();
  return lines.toSorted((left, right) => left.at - right.at).map(({ view }) => view);
}

async function linesOf(
  { podLogs, redact }: LogsPorts,
  pod: LoggedPod,
  { previous, tail: tailLines }: Omit<LogsQuery, 'follow'>,
  signal: AbortSignal,
): Promise<readonly { readonly at: number; readonly view: LogView }[]> {
  const found: { readonly at: number; readonly view: LogView }[] = [];
  for await (const entry of podLogs.read(pod, { follow: false, previous, tailLines, signal })) {
    if (entry.kind === 'line') found.push({ at: entry.at, view: entryView(pod, entry, redact) });
  }
  return found;
}
