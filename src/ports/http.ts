import type { Cancel } from './timers.ts';

/** What hands a request to our code: Node's server, or a web-standard `Request`. */
export interface HttpRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** A header by its lower-case name; one that was sent several times has its values joined by a comma. */
  readonly header: (name: string) => string | undefined;
  readonly body: HttpBody;
}

/** A body that arrives in pieces. */
export interface HttpBody {
  /** To be called once. What it returns stops the reading: the receiver hears nothing more. */
  receive(receiver: BodyReceiver): Cancel;
}

export interface BodyReceiver {
  readonly chunk: (bytes: Uint8Array) => void;
  readonly end: () => void;
  /** The connection broke, or the body is not what its head promised. */
  readonly broken: () => void;
}

export interface HttpAnswer {
  readonly status: number;
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Never rejects. */
export type HttpHandler = (request: HttpRequest) => Promise<HttpAnswer>;
