import type { IncomingMessage } from 'node:http';

/** Names and values in turn, as they came: `IncomingMessage.rawHeaders`. */
export type RawHeaders = readonly string[];

/** Those that concern one connection only (RFC 9110, 7.6.1), and those that a proxy answers itself. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What a client says of itself here is not believed: this is the first hop that is ours. */
const FORWARDED: ReadonlySet<string> = new Set([
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-real-ip',
]);

/** Needed by everybody on the way: `Connection` cannot name them away, else a body would be read as a request. */
const NEVER_NAMED: ReadonlySet<string> = new Set(['content-length', 'host']);

const VIA = '1.1 dungeon-master';

/** A request has a body when it says how long it is, or that it comes in chunks (RFC 9112, 6). */
export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** The headers for the upstream. @param upgrade the protocol to switch to, where that was asked for */
export function requestHeaders(incoming: IncomingMessage, upgrade: string | undefined): string[] {
  const kept = endToEnd(incoming.rawHeaders).filter(([name]) => !FORWARDED.has(name.toLowerCase()));
  const added = {
    ...(upgrade !== undefined && { Connection: 'Upgrade', Upgrade: upgrade }),
    'X-Forwarded-For': incoming.socket.remoteAddress ?? 'unknown',
    'X-Forwarded-Host': incoming.headers.host ?? '',
    'X-Forwarded-Proto': 'http',
    Via: VIA,
  };
  return [...kept.flat(), ...framing(incoming), ...Object.entries(added).flat()];
}

/** The headers for the client. @param noindex whether search engines are told to stay away */
export function responseHeaders(raw: RawHeaders, noindex: boolean): string[] {
  return [...endToEnd(raw).flat(), ...(noindex ? ['X-Robots-Tag', 'noindex'] : [])];
}

/** A list of names and values, so that what comes twice stays twice. */
function endToEnd(raw: RawHeaders): readonly (readonly [name: string, value: string])[] {
  const pairs = Array.from({ length: raw.length / 2 }, (_, at) => [raw[2 * at] ?? '', raw[2 * at + 1] ?? ''] as const);
  const options = pairs
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.split(',').map((option) => option.trim().toLowerCase()));
  const named = new Set(options.filter((option) => !NEVER_NAMED.has(option)));
  return pairs.filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase()) && !named.has(name.toLowerCase()));
}

/** Node frames the body by what it is told; it is told for every method, so that no body is ever taken for a request. */
function framing({ headers, method = 'GET' }: IncomingMessage): readonly string[] {
  if (headers['transfer-encoding'] !== undefined) return ['Transfer-Encoding', 'chunked'];
  const isExpected = ['POST', 'PUT', 'PATCH'].includes(method);
  return isExpected && headers['content-length'] === undefined ? ['Content-Length', '0'] : [];
}
