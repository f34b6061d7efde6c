import type { Client } from '#adapters/kubernetes/transport/client.ts';
import type { ApiRequest } from '#adapters/kubernetes/transport/request.ts';
import { linesOf } from '#adapters/kubernetes/objects/lines.ts';
import { objectPath } from '#adapters/kubernetes/objects/paths.ts';
import { isObjectsError } from '#ports/objects/errors.ts';
import type { PodLogEntry, PodLogOptions, PodLogs, PodLogStreams, PodRef } from '#ports/pod-logs.ts';

/** `pods/NAME/log` of an API server. Its reader is never told of lost lines: the server keeps them in files. */
export function kubernetesPodLogs(client: Client): PodLogs & PodLogStreams {
  return { tail: (pod, options) => tail(client, pod, options), read: (pod, options) => read(client, pod, options) };
}

async function tail(
  client: Client,
  pod: PodRef,
  { lines, previous }: { readonly lines: number; readonly previous: boolean },
): Promise<readonly string[]> {
  const query = { previous: flag(previous), tailLines: String(lines) };
  try {
    const text = await client.text(requestOf(pod, query));
    return text === '' ? [] : text.replace(/\n$/, '').split('\n');
  } catch (error) {
    if (isNothingWritten(error)) return [];
    throw error;
  }
}

async function* read(
  client: Client,
  pod: PodRef,
  { follow, previous, tailLines, sinceTime, signal }: PodLogOptions,
): AsyncGenerator<PodLogEntry> {
  const query = {
    timestamps: 'true',
    follow: flag(follow),
    previous: flag(previous),
    tailLines: tailLines?.toString(),
    sinceTime: sinceTime === undefined ? undefined : new Date(sinceTime).toISOString(),
  };
  try {
    for await (const line of linesOf(client.stream(requestOf(pod, query), { signal }))) yield entryOf(line);
  } catch (error) {
    if (!signal.aborted && !isNothingWritten(error)) throw error;
  }
}

/** The server answers with text, its errors with JSON. */
const requestOf = (pod: PodRef, query: ApiRequest['query'] & object): ApiRequest => ({
  method: 'GET',
  path: objectPath('Pod', pod, 'log'),
  query,
  accept: '*/*',
});

const flag = (isSet: boolean): string | undefined => (isSet ? 'true' : undefined);

/** No such pod (404), or a container that has not started or has no previous run (400). */
const isNothingWritten = (error: unknown): boolean =>
  isObjectsError(error, 'NotFound') || isObjectsError(error, 'Invalid');

/** `2026-01-02T03:04:05.123456789Z the text` */
function entryOf(line: string): PodLogEntry {
  const [stamp = '', ...words] = line.split(' ');
  const at = Date.parse(stamp);
  return Number.isNaN(at) ? { kind: 'line', at: 0, text: line } : { kind: 'line', at, text: words.join(' ') };
}
