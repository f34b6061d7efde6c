import { Duplex } from 'node:stream';
import { WebSocket, type ClientOptions } from 'ws';
import { objectPath } from '#adapters/kubernetes/objects/paths.ts';
import { tlsOptionsOf, type ClusterAccess } from '#adapters/kubernetes/transport/access.ts';
import type { PodRef } from '#ports/pod-logs.ts';

/** The protocol and its channels: two a port, each begins with the port (k8s.io/kubelet, pkg/cri/streaming/portforward). */
const PROTOCOL = 'v4.channel.k8s.io';
const DATA = 0;
const ERROR = 1;
const PORT_BYTES = 2;
const NORMAL_CLOSURE = 1000;
/** For the connection, TLS and the upgrade together. */
const HANDSHAKE_MS = 10_000;

/** Opens a connection to a port of a pod through the API server and the kubelet. Errors come by the stream. */
export const forwardPort = (access: ClusterAccess, pod: PodRef, port: number): Duplex =>
  new ForwardedConnection(access, pod, port);

/** A connection as the API server carries it: what is written goes into the pod, what comes out is read. */
class ForwardedConnection extends Duplex {
  readonly #opened: Promise<WebSocket>;
  readonly #begun = new Set<number>();
  #socket: WebSocket | undefined;

  constructor(access: ClusterAccess, pod: PodRef, port: number) {
    super();
    // Whoever reads or writes is told; a connection that nobody uses any more must not end the process by breaking off.
    this.on('error', () => undefined);
    this.#opened = this.#open(access, pod, port);
    this.#opened.catch((error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error))));
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const framed = Buffer.concat([Buffer.of(DATA), chunk]);
    this.#opened.then((socket) => socket.send(framed, done), done);
  }

  override _read(): void {
    if (this.#socket?.isPaused) this.#socket.resume();
  }

  /** The protocol cannot say that one side has no more to send: the other side ends it. */
  override _final(done: () => void): void {
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket?.terminate();
    done(error);
  }

  /** What an HTTP client calls when it has its answer. */
  destroySoon = (): void => void this.end(() => this.destroy());
  // What an HTTP agent asks of a socket that it keeps.
  setKeepAlive = (): this => this;
  setNoDelay = (): this => this;
  setTimeout = (): this => this;
  ref = (): this => this;
  unref = (): this => this;

  async #open(access: ClusterAccess, pod: PodRef, port: number): Promise<WebSocket> {
    const base = access.server.pathname.replace(/\/$/, '');
    const url = new URL(`${base}${objectPath('Pod', pod, 'portforward')}?ports=${port}`, access.server);
    url.protocol = access.server.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url, PROTOCOL, await optionsOf(access));
    this.#socket = socket;
    socket.on('message', (data) => this.#receive(socket, data as Buffer));
    socket.on('close', (code) => this.#end(code));
    // Also of an open connection: what was cut off must not look like an end.
    socket.on('error', (error) => this.destroy(error));
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    if (this.destroyed) socket.terminate();
    return socket;
  }

  /** RFC 6455, 7.4.1: any other code, or none, is no end that the other side meant. */
  #end(code: number): void {
    if (code === NORMAL_CLOSURE) this.push(null);
    else this.destroy(new Error(`the connection to the pod broke off: WebSocket code ${code}`));
  }

  #receive(socket: WebSocket, frame: Buffer): void {
    const channel = frame[0] ?? DATA;
    const isFirst = !this.#begun.has(channel);
    this.#begun.add(channel);
    const data = frame.subarray(1 + (isFirst ? PORT_BYTES : 0));
    if (data.length === 0) return;
    if (channel === ERROR) this.destroy(new Error(data.toString('utf8')));
    else if (!this.push(data)) socket.pause();
  }
}

async function optionsOf(access: ClusterAccess): Promise<ClientOptions> {
  const token = await access.credentials?.token();
  return {
    ...tlsOptionsOf(access),
    handshakeTimeout: HANDSHAKE_MS,
    ...(token && { headers: { authorization: `Bearer ${token}` } }),
  };
}
