/** No answer, or not the whole of it: the connection failed, or time ran out. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  /** The server said that it has not begun with the request: it may be sent again. */
  readonly wasNotBegun: boolean;

  constructor(message: string, { cause, wasNotBegun = false }: { cause?: unknown; wasNotBegun?: boolean } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.wasNotBegun = wasNotBegun;
  }
}
