import type { OutgoingHttpHeaders } from 'node:http2';

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  /** Of the body; JSON when left out. */
  readonly contentType?: string;
  readonly accept?: string;
}

/** What is the same for every request of a client. */
export interface Sender {
  /** The path that the server is served under, without a slash at its end. */
  readonly basePath: string;
  readonly userAgent: string;
}

export function headersOf(request: ApiRequest, { basePath, userAgent }: Sender, token?: string): OutgoingHttpHeaders {
  const { method, path, query = {}, body, contentType = 'application/json', accept = 'application/json' } = request;
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const search = new URLSearchParams(given).toString();
  return {
    ':method': method,
    ':path': `${basePath}${path}${search && `?${search}`}`,
    accept,
    'user-agent': userAgent,
    ...(body !== undefined && { 'content-type': contentType }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
}
