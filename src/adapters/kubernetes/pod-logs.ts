import type { Client } from '#adapters/kubernetes/transport/client.ts';
import { linesOf } from '#adapters/kubernetes/objects/lines.ts';
import { objectPath } from '#adapters/kubernetes/objects/paths.ts';
import { isObjectsError } from '#ports/objects/errors.ts';
import type { PodLogEntry, PodLogOptions, PodLogs, PodLogStreams, PodRef } from '#ports/pod-logs.ts';

/** `pods/NAME/log` of an API server. Its reader is never told of lost lines: the server keeps them in files. */
export function kubernetesPodLogs(client: Client): PodLogs & PodLogStreams {
  return {
    async tail(pod, { lines, previous }) {
      const texts: string[] = [];
      const options = { follow: false, previous, tailLines: lines, signal: new AbortController().signal };
      for await (const entry of read(client, pod, options)) if (entry.kind === 'line') texts.push(entry.text);
      return texts;
    },
    read: (pod, options) => read(client, pod, options),
  };
}

async function* read(
  client: Client,
  pod: PodRef,
  { follow, previous, tailLines, sinceTime, signal }: PodLogOptions,
): AsyncGenerator<PodLogEntry> {
  const query = {
    timestamps: 'true',
    follow: follow ? 'true' : undefined,
    previous: previous ? 'true' : undefined,
    tailLines: tailLines?.toString(),
    sinceTime: sinceTime === undefined ? undefined : new Date(sinceTime).toISOString(),
  };
  try {
    // The server answers with text, its errors with JSON.
    const request = { method: 'GET', path: objectPath('Pod', pod, 'log'), query, accept: '*/*' } as const;
    const body = await client.stream(request, signal);
    for await (const line of linesOf(body, () => undefined)) yield entryOf(line);
  } catch (error) {
    if (!signal.aborted && !isNothingWritten(error)) throw error;
  }
}

/** No such pod (404), or a container that has not started or has no previous run (400). */
const isNothingWritten = (error: unknown): boolean =>
  isObjectsError(error, 'NotFound') || isObjectsError(error, 'Invalid');

/** `2026-01-02T03:04:05.123456789Z the text` */
function entryOf(line: string): PodLogEntry {
  const space = line.indexOf(' ');
  const at = Date.parse(line.slice(0, space));
  return Number.isNaN(at) ? { kind: 'line', at: 0, text: line } : { kind: 'line', at, text: line.slice(space + 1) };
}
