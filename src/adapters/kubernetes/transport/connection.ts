import { connect, constants, type ClientHttp2Session, type OutgoingHttpHeaders } from 'node:http2';
import type { Socket } from 'node:net';
import type { Cancel, Timers } from '#ports/timers.ts';
import type { ClusterAccess } from './access.ts';
import { exchange, type Answer } from './exchange.ts';
import { dial } from './dial.ts';
import { orAborted } from './or-aborted.ts';
import { TransportError } from './transport-error.ts';

const CONNECT_MS = 10_000;
/** A peer that is gone without a word is noticed after both. */
const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 5_000;
/** A list of a thousand objects comes without waiting for our leave; RFC 9113, 6.9.2 begins with 64 KiB. */
const WINDOW_BYTES = 4 * 1024 * 1024;

/** One HTTP/2 connection. It is closed by the server, by a missing pong or by `close`, and is not used again then. */
export class Connection {
  readonly #socket: Socket;
  readonly #session: ClientHttp2Session;
  readonly #timers: Timers;
  readonly #opened: Promise<void>;
  #isOpen = false;
  #load = 0;
  #cancelTimer: Cancel = () => undefined;

  constructor(access: ClusterAccess, timers: Timers) {
    this.#timers = timers;
    this.#socket = dial(access);
    // A session that takes no new request answers its own pings: the kernel looks whether the peer is there.
    this.#socket.setKeepAlive(true, PING_EVERY_MS);
    this.#session = connect(access.server.origin, {
      createConnection: () => this.#socket,
      settings: { enablePush: false, initialWindowSize: WINDOW_BYTES },
    });
    this.#opened = this.#open();
    this.#opened.catch(() => undefined);
  }

  /** Resolves when requests may begin. Throws `TransportError`. */
  opened(signal: AbortSignal): Promise<void> {
    return orAborted(this.#opened, signal);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Requests under way. */
  get load(): number {
    return this.#load;
  }

  /** Whether the server takes one more request here, besides those under way. */
  get hasRoom(): boolean {
    const { maxConcurrentStreams = 0 } = this.#session.remoteSettings;
    return this.#isOpen && this.#load < maxConcurrentStreams;
  }

  /** It takes no new request; what is under way may go on. */
  get isClosing(): boolean {
    return this.#session.closed || this.#session.destroyed;
  }

  get isGone(): boolean {
    return this.#session.destroyed;
  }

  /** Begins one at once; without room, when there is some. Throws `TransportError`. */
  async request(headers: OutgoingHttpHeaders, body: string | undefined, signal: AbortSignal): Promise<Answer> {
    const stream = this.#session.request(headers, { endStream: body === undefined, signal });
    this.#load += 1;
    stream.once('close', () => (this.#load -= 1));
    return exchange(stream, body);
  }

  /** Ends it and whatever goes on in it, also what a silent peer has not taken yet. */
  close(why = new TransportError('the connection was closed')): void {
    this.#cancelTimer();
    this.#session.destroy(why, constants.NGHTTP2_NO_ERROR);
    this.#socket.destroy();
  }

  /** Resolves with the first word of the server, its settings (RFC 9113, 3.4): a socket alone proves little. */
  #open(): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (why: TransportError): void => {
        this.close(why);
        reject(why);
      };
      this.#wait(CONNECT_MS, () => end(new TransportError(`no connection in ${CONNECT_MS} ms`)));
      this.#session.once('connect', () => this.#session.setLocalWindowSize(WINDOW_BYTES));
      this.#session.once('remoteSettings', () => {
        this.#isOpen = true;
        this.#ping();
        resolve();
      });
      this.#session.on('error', (cause) => end(new TransportError(cause.message, { cause })));
      this.#session.once('close', () => end(new TransportError('the server closed the connection')));
    });
  }

  #ping(): void {
    this.#wait(PING_EVERY_MS, () => {
      if (this.isGone) return;
      this.#wait(PONG_WITHIN_MS, () => this.close(new TransportError(`no pong in ${PONG_WITHIN_MS} ms`)));
      this.#session.ping(() => {
        if (!this.isGone) this.#ping();
      });
    });
  }

  /** One thing at a time. */
  #wait(ms: number, task: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#timers.after(ms, task);
  }
}
