import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { serve, startBench, type Bench } from './bench.testing.ts';
import { preview } from './cluster.testing.ts';

const ask = (bench: Bench, context: TestContext): Socket => {
  const socket = connect(bench.port, '127.0.0.1');
  context.after(() => socket.destroy());
  const host = `${preview}.localhost`;
  const lines = [
    'GET /chat HTTP/1.1',
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Key: k',
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  return socket;
};

async function read(socket: Socket, end: string): Promise<string> {
  let text = '';
  while (!text.includes(end)) text += String((await once(socket, 'data'))[0]);
  return text;
}

/** Agrees to switch, and says everything back. */
async function echo(context: TestContext): Promise<{ port: number; sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const { server, port } = await serve(context, () => assert.fail('an ordinary request'));
  server.on('upgrade', ({ headers }, socket) => {
    sockets.push(socket as Socket);
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`);
    socket.write(`Sec-WebSocket-Accept: ${headers['sec-websocket-key']}\r\n\r\n`);
    socket.pipe(socket);
  });
  return { port, sockets };
}

test('a WebSocket passes both ways and ends with either side', async (context) => {
  const bench = await startBench(context);
  const service = await echo(context);
  bench.cluster.setPorts(preview, { [service.port]: 'ready' });
  const socket = ask(bench, context);
  const head = await read(socket, '\r\n\r\n');
  assert.match(head, /^HTTP\/1.1 101 .*\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n/);
  assert.match(head, /Sec-WebSocket-Accept: k\r\n/);
  socket.write('hello');
  assert.equal(await read(socket, 'hello'), 'hello');
  service.sockets[0]?.destroy();
  await once(socket, 'close');
});

test('a WebSocket is refused in words when there is no environment, or the service does not want it', async (context) => {
  const bench = await startBench(context);
  assert.match(await read(ask(bench, context), 'answer yet'), /^HTTP\/1.1 503 [^]*Connection: close/i);
  const service = await serve(context, (_, outgoing) => outgoing.writeHead(403).end('members only'));
  bench.cluster.setPorts(preview, { [service.port]: 'ready' });
  const socket = ask(bench, context);
  assert.match(await read(socket, 'only'), /^HTTP\/1.1 403 /);
  await once(socket, 'close');
});

test('closing ends WebSockets, idle connections, and requests that do not end in time', async (context) => {
  const bench = await startBench(context, { graceMs: 50 });
  const service = await echo(context);
  bench.cluster.setPorts(preview, { [service.port]: 'ready' });
  const socket = ask(bench, context);
  await read(socket, '\r\n\r\n');
  const closed = once(socket, 'close');
  await bench.proxy.close();
  await closed;
});

test('closing lets a request under way finish, and the connection ends with it', async (context) => {
  const bench = await startBench(context, { graceMs: 60_000 });
  const asked = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  const service = await serve(context, (_, outgoing) => {
    asked.resolve();
    void go.promise.then(() => outgoing.end('whole'));
  });
  bench.cluster.setPorts(preview, { [service.port]: 'ready' });
  const socket = connect(bench.port, '127.0.0.1');
  socket.write(`GET / HTTP/1.1\r\nHost: ${preview}.localhost\r\n\r\n`);
  await asked.promise;
  const closed = bench.proxy.close();
  go.resolve();
  assert.match(await read(socket, 'whole'), /^HTTP\/1.1 200 /);
  await closed;
});
