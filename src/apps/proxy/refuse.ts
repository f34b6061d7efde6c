import type { Exchange } from './exchange.ts';
import { hasBody } from './headers.ts';
import { formatFor, render } from './page.ts';
import type { Refusal } from './refusals.ts';

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
  vary: 'accept',
} as const;

/** Answers in the proxy's own name, unless an answer has begun; a body that nobody will read ends the connection. */
export function refuse({ incoming, outgoing }: Exchange, refusal: Refusal): void {
  if (outgoing.headersSent || outgoing.destroyed) {
    outgoing.destroy();
    return;
  }
  const format = formatFor(incoming.headers.accept);
  const body = Buffer.from(render(refusal, format));
  const headers: Record<string, string> = {
    ...HEADERS,
    'content-type': `${format}; charset=utf-8`,
    'content-length': String(body.length),
    ...(refusal.retryAfterSeconds !== undefined && { 'retry-after': String(refusal.retryAfterSeconds) }),
    ...(hasBody(incoming) && { connection: 'close' }),
  };
  outgoing.writeHead(refusal.status, headers);
  outgoing.end(incoming.method === 'HEAD' ? undefined : body);
}
