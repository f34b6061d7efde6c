import { connect, type ClientHttp2Session, type ClientHttp2Stream, type OutgoingHttpHeaders } from 'node:http2';
import type { Cancel, Timers } from '#ports/timers.ts';
import { tlsOptionsOf, type ClusterAccess } from './access.ts';
import { TransportError } from './transport-error.ts';

const CONNECT_MS = 10_000;
/** A peer that is gone without a word is noticed after both. */
const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 5_000;
/** A list of a thousand objects comes without waiting for our leave; RFC 9113, 6.9.2 begins with 64 KiB. */
const WINDOW_BYTES = 4 * 1024 * 1024;
/** Until the server has said how many it takes. */
const STREAMS_AT_FIRST = 100;

/** One HTTP/2 connection. It is closed by the server, by a missing pong or by `close`, and is not used again then. */
export class Connection {
  readonly #session: ClientHttp2Session;
  readonly #timers: Timers;
  readonly #ready: Promise<void>;
  #cancelPing: Cancel = () => undefined;
  #streams = 0;
  #isClosing = false;
  #why: Error | undefined;

  constructor(access: ClusterAccess, timers: Timers) {
    this.#timers = timers;
    this.#session = connect(access.server.origin, {
      ...tlsOptionsOf(access),
      settings: { enablePush: false, initialWindowSize: WINDOW_BYTES },
    });
    this.#ready = this.#open();
    this.#ready.catch(() => undefined);
  }

  /** Requests under way. */
  get load(): number {
    return this.#streams;
  }

  /** Whether one more request may begin here. */
  get hasRoom(): boolean {
    const { maxConcurrentStreams = STREAMS_AT_FIRST } = this.#session.remoteSettings ?? {};
    return !this.isClosing && this.#streams < maxConcurrentStreams;
  }

  /** It takes no new request; what is under way goes on. */
  get isClosing(): boolean {
    return this.#isClosing || this.#session.closed || this.#session.destroyed;
  }

  get isGone(): boolean {
    return this.#session.destroyed;
  }

  /** Begins a request. Throws `TransportError`. */
  async request(headers: OutgoingHttpHeaders, endStream: boolean, signal: AbortSignal): Promise<ClientHttp2Stream> {
    this.#streams += 1;
    try {
      await orAborted(this.#ready, signal);
      if (this.isClosing) throw new TransportError('the connection has ended', { cause: this.#why, wasNotBegun: true });
      const stream = this.#session.request(headers, { endStream });
      stream.once('close', () => (this.#streams -= 1));
      return stream;
    } catch (error) {
      this.#streams -= 1;
      throw error;
    }
  }

  /** Ends it and whatever goes on in it. */
  close(why = new TransportError('the connection was closed')): void {
    this.#why ??= why;
    this.#isClosing = true;
    this.#cancelPing();
    this.#session.destroy();
  }

  #open(): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (why: TransportError): void => {
        this.close(why);
        reject(why);
      };
      const cancel = this.#timers.after(CONNECT_MS, () => fail(new TransportError(`no answer in ${CONNECT_MS} ms`)));
      this.#session.once('connect', () => {
        cancel();
        this.#session.setLocalWindowSize(WINDOW_BYTES);
        this.#ping();
        resolve();
      });
      this.#session.once('goaway', () => (this.#isClosing = true));
      this.#session.on('error', (cause) => {
        cancel();
        fail(new TransportError(cause.message, { cause, wasNotBegun: this.#session.connecting }));
      });
      this.#session.once('close', () => {
        cancel();
        fail(new TransportError('the server closed the connection'));
      });
    });
  }

  #ping(): void {
    this.#cancelPing = this.#timers.after(PING_EVERY_MS, () => {
      if (this.#session.destroyed) return;
      const cancel = this.#timers.after(PONG_WITHIN_MS, () =>
        this.close(new TransportError(`the server did not answer a ping in ${PONG_WITHIN_MS} ms`)),
      );
      this.#session.ping(() => {
        cancel();
        if (!this.#session.destroyed) this.#ping();
      });
    });
  }

  /** What ended it, for requests that were under way. */
  get why(): Error | undefined {
    return this.#why;
  }
}

const orAborted = (ready: Promise<void>, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const abort = (): void => reject(new TransportError('it was given up'));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    ready.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
