import type { BodyReceiver, HttpHandler, HttpRequest } from '#ports/http.ts';
import type { Cancel } from '#ports/timers.ts';

/** The same handler for whoever speaks web-standard requests, such as AWS Lambda's runtime. */
export function webFetch(handle: HttpHandler): (request: Request) => Promise<Response> {
  return async (request) => {
    const { status, headers, body } = await handle(requestOf(request));
    return new Response(body, { status, headers });
  };
}

const requestOf = (request: Request): HttpRequest => ({
  method: request.method,
  path: new URL(request.url).pathname,
  header: (name) => request.headers.get(name) ?? undefined,
  body: { receive: (receiver) => receiveStream(request.body, receiver) },
});

function receiveStream(stream: ReadableStream<Uint8Array> | null, receiver: BodyReceiver): Cancel {
  const stopped = new AbortController();
  const reader = stream?.getReader();
  const pump = async (): Promise<void> => {
    for (;;) {
      const next = await reader?.read();
      if (stopped.signal.aborted) return;
      if (!next || next.done) return receiver.end();
      receiver.chunk(next.value);
    }
  };
  pump().catch(() => {
    if (!stopped.signal.aborted) receiver.broken();
  });
  return () => {
    if (stopped.signal.aborted) return;
    stopped.abort();
    reader?.cancel().catch(() => undefined);
  };
}
