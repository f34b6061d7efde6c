import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { get } from 'node:http';
import { buffer, text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { WebSocketServer, type WebSocket } from 'ws';
import { fixedToken } from '#adapters/kubernetes/transport/token-file.ts';
import { forwardPort } from './port-forward.ts';

const pod = { namespace: 'shop-pr-1', name: 'shop-7f' };
/** The first frame of a channel has the port, 3000, in little-endian (k8s.io/kubelet, portforward/websocket.go). */
const first = (channel: number, data = ''): Buffer =>
  Buffer.concat([Buffer.of(channel, 0xb8, 0x0b), Buffer.from(data)]);
const frame = (channel: number, data: string | Buffer): Buffer =>
  Buffer.concat([Buffer.of(channel), Buffer.from(data)]);

/** An API server that carries one port as the script says. */
async function apiServer(context: TestContext, script: (socket: WebSocket, request: IncomingMessage) => void) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'v4.channel.k8s.io' });
  await once(server, 'listening');
  context.after(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  server.on('connection', script);
  const { port } = server.address() as AddressInfo;
  return { server: new URL(`http://127.0.0.1:${port}/clusters/a/`), credentials: fixedToken('secret') };
}

test('it asks for the port of that pod, below the base path, as whom the token says', async (context) => {
  const asked: unknown[] = [];
  const access = await apiServer(context, (socket, { url, headers }) => {
    asked.push(url, headers.authorization, headers['sec-websocket-protocol']);
    socket.close(1000);
  });
  await text(forwardPort(access, pod, 3000));
  const path = '/clusters/a/api/v1/namespaces/shop-pr-1/pods/shop-7f/portforward?ports=3000';
  assert.deepEqual(asked, [path, 'Bearer secret', 'v4.channel.k8s.io']);
});

test('what is written arrives without the frame, what comes is read without the port', async (context) => {
  const access = await apiServer(context, (socket) => {
    socket.send(first(0));
    socket.send(first(1));
    socket.on('message', (data: Buffer) => {
      assert.equal(data[0], 0);
      socket.send(frame(0, `you said ${data.subarray(1).toString()}`));
      socket.close(1000);
    });
  });
  const connection = forwardPort(access, pod, 3000);
  connection.write('hello');
  assert.equal(await text(connection), 'you said hello');
});

test('data in the first frame counts, behind the port', async (context) => {
  const access = await apiServer(context, (socket) => {
    socket.send(first(0, 'early'));
    socket.close(1000);
  });
  assert.equal(await text(forwardPort(access, pod, 3000)), 'early');
});

test('much more than a reader takes at a time arrives whole and in order', async (context) => {
  const sent = Buffer.alloc(4 * 1024 * 1024, 'abcdefg');
  const access = await apiServer(context, (socket) => {
    socket.send(first(0));
    for (let at = 0; at < sent.length; at += 65_536) socket.send(frame(0, sent.subarray(at, at + 65_536)));
    socket.close(1000);
  });
  assert.ok((await buffer(forwardPort(access, pod, 3000))).equals(sent));
});

const broken: Record<string, { script: (socket: WebSocket) => void; says: RegExp }> = {
  'a pod that does not listen there': {
    script: (socket) => {
      socket.send(first(0));
      socket.send(first(1));
      socket.send(frame(1, 'connection refused'));
    },
    says: /connection refused/,
  },
  'a connection that is cut off': { script: (socket) => socket.terminate(), says: /broke off: WebSocket code 1006/ },
  'a server that goes away': { script: (socket) => socket.close(1011), says: /broke off: WebSocket code 1011/ },
};
for (const [what, { script, says }] of Object.entries(broken)) {
  test(`${what} is an error, never an end`, async (context) => {
    const access = await apiServer(context, (socket) => script(socket));
    await assert.rejects(text(forwardPort(access, pod, 3000)), says);
  });
}

test('a server that refuses is an error of the connection', async () => {
  const access = { server: new URL('http://127.0.0.1:1') };
  await assert.rejects(text(forwardPort(access, pod, 3000)), { code: 'ECONNREFUSED' });
});

test('an HTTP client can use it as a connection, and gives it up with the answer', async (context) => {
  const left = Promise.withResolvers<void>();
  const access = await apiServer(context, (socket) => {
    socket.send(first(0));
    socket.on('message', () => socket.send(frame(0, 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello')));
    socket.on('close', () => left.resolve());
  });
  const asking = get({ host: 'shop.test', path: '/', createConnection: () => forwardPort(access, pod, 3000) });
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  assert.equal(await text(answer), 'hello');
  await left.promise;
});

test('a connection that breaks off while nobody uses it harms nobody', async (context) => {
  const access = await apiServer(context, (socket) => socket.terminate());
  const connection = forwardPort(access, pod, 3000);
  await new Promise((resolve) => void connection.once('close', resolve));
  assert.match(String(connection.errored), /broke off/);
});
