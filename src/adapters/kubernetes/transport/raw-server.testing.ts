import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

const FRAME = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, goaway: 7 };
const FLAG = { ack: 1, endStream: 1, endHeaders: 4 };
const MAX_CONCURRENT_STREAMS = 3;
const PREFACE_BYTES = 24;

/** HTTP/2 frame by frame (RFC 9113), for what no well-behaved server says. */
export interface RawConnection {
  readonly socket: Socket;
  /** The streams that the client has begun, in order. */
  readonly streams: readonly number[];
  /** The streams that the client has reset, with the code. */
  readonly resets: ReadonlyMap<number, number>;
  /** Pings that came. */
  readonly pings: number;
  /** It still reads, and never answers again. */
  silent: boolean;
  settings(values?: { readonly maxConcurrentStreams?: number }): void;
  headers(stream: number, status?: number): void;
  data(stream: number, text: string | Buffer, end?: boolean): void;
  reset(stream: number, code: number): void;
  goaway(lastStream: number, code?: number): void;
}

export interface RawServer {
  readonly url: URL;
  readonly connections: readonly RawConnection[];
}

/** Greets each connection by `greet`, which sends the settings where it is left out. */
export async function rawServer(
  context: TestContext,
  greet: (connection: RawConnection) => void = (connection) => connection.settings(),
): Promise<RawServer> {
  const connections: RawConnection[] = [];
  const server = createServer((socket) => {
    const connection = connectionOf(socket);
    connections.push(connection);
    greet(connection);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(async () => {
    for (const { socket } of connections) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), connections };
}

function connectionOf(socket: Socket): RawConnection {
  const streams: number[] = [];
  const resets = new Map<number, number>();
  let pings = 0;
  const send = (type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): void => {
    const head = Buffer.alloc(9);
    head.writeUIntBE(payload.length, 0, 3);
    head.writeUInt8(type, 3);
    head.writeUInt8(flags, 4);
    head.writeUInt32BE(stream, 5);
    if (!connection.silent && !socket.destroyed) socket.write(Buffer.concat([head, payload]));
  };
  const connection: RawConnection & { silent: boolean } = {
    socket,
    streams,
    resets,
    silent: false,
    get pings() {
      return pings;
    },
    settings({ maxConcurrentStreams } = {}) {
      send(FRAME.settings, 0, 0, maxConcurrentStreams === undefined ? undefined : setting(maxConcurrentStreams));
    },
    headers(stream, status = 200) {
      send(FRAME.headers, FLAG.endHeaders, stream, statusField(status));
    },
    data(stream, text, end = false) {
      send(FRAME.data, end ? FLAG.endStream : 0, stream, Buffer.from(text));
    },
    reset(stream, code) {
      send(FRAME.reset, 0, stream, words(code));
    },
    goaway(lastStream, code = 0) {
      send(FRAME.goaway, 0, 0, words(lastStream, code));
    },
  };
  socket.on('error', () => undefined);
  read(socket, (type, flags, stream, payload) => {
    if (type === FRAME.headers) streams.push(stream);
    if (type === FRAME.reset) resets.set(stream, payload.readUInt32BE(0));
    if (type === FRAME.settings && flags !== FLAG.ack) send(FRAME.settings, FLAG.ack, 0);
    if (type !== FRAME.ping || flags === FLAG.ack) return;
    pings += 1;
    send(FRAME.ping, FLAG.ack, 0, payload);
  });
  return connection;
}

function read(socket: Socket, take: (type: number, flags: number, stream: number, payload: Buffer) => void): void {
  let buffer = Buffer.alloc(0);
  let isPastPreface = false;
  const isWhole = () => buffer.length >= 9 && buffer.length >= 9 + buffer.readUIntBE(0, 3);
  socket.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    if (!isPastPreface) {
      if (buffer.length < PREFACE_BYTES) return;
      isPastPreface = true;
      buffer = buffer.subarray(PREFACE_BYTES);
    }
    while (isWhole()) {
      const end = 9 + buffer.readUIntBE(0, 3);
      take(buffer.readUInt8(3), buffer.readUInt8(4), buffer.readUInt32BE(5), buffer.subarray(9, end));
      buffer = buffer.subarray(end);
    }
  });
}

/** `:status` as a literal without indexing; its name is number 8 of the static table (RFC 7541, 6.2.2 and A). */
const statusField = (status: number): Buffer => Buffer.concat([Buffer.from([0x08, 3]), Buffer.from(String(status))]);

const words = (...values: readonly number[]): Buffer => {
  const buffer = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) buffer.writeUInt32BE(value, 4 * index);
  return buffer;
};

const setting = (maxConcurrentStreams: number): Buffer =>
  Buffer.concat([Buffer.from([0, MAX_CONCURRENT_STREAMS]), words(maxConcurrentStreams)]);
