import type { LogView } from '#apps/server/views.ts';
import { parseLogsQuery } from './query.ts';
import { readLogs } from './read.ts';
import type { LogsPorts } from './view.ts';

/** Answers with one JSON object a line. A client that goes away ends the work for it. Throws `CodedError`. */
export async function respondWithLogs(
  ports: LogsPorts,
  name: string,
  query: Readonly<Record<string, string>>,
): Promise<Response> {
  const wanted = parseLogsQuery(query);
  const gone = new AbortController();
  const views = await readLogs(ports, name, wanted, gone.signal);
  return new Response(streamOf(views, gone), { headers: { 'content-type': 'application/x-ndjson' } });
}

/** Reads no further than the client does; before it reads, nothing is begun. */
function streamOf(views: AsyncIterable<LogView>, gone: AbortController): ReadableStream<Uint8Array> {
  const iterator = views[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { value, done } = await iterator.next();
        if (done) return controller.close();
        controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
      },
      cancel: async () => {
        gone.abort();
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
