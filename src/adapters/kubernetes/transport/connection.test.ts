import { strict as assert } from 'node:assert';
import { createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { settle } from '#ports/manual-timers.testing.ts';
import { withCode } from '#ports/objects/samples.contract.ts';
import { rawServer, type RawConnection, type RawServer } from './raw-server.testing.ts';
import { clientOf, scriptedServer, until } from './scripted-server.testing.ts';

const get = { method: 'GET', path: '/a' } as const;
const CODE = { noError: 0, internalError: 2, refusedStream: 7, cancel: 8 };

/** The connection of a number, once it has begun so many streams. */
async function begun({ connections }: RawServer, index: number, streams: number): Promise<RawConnection> {
  await until(`stream ${streams} of connection ${index}`, () => (connections[index]?.streams.length ?? 0) >= streams);
  const found = connections[index];
  if (!found) throw new Error(`no connection ${index}`);
  return found;
}

function finish(connection: RawConnection, stream: number, text = '{}'): void {
  connection.headers(stream);
  connection.data(stream, text, true);
}

const failsWith = (call: Promise<unknown>, words: RegExp) =>
  assert.rejects(call, (error) => withCode('Unavailable')(error) && words.test(String(error)));

test('all calls go over one connection', async (context) => {
  const server = await scriptedServer(context, ({ answer }) => answer(200));
  const { client } = clientOf(context, server.url);
  await Promise.all(Array.from({ length: 50 }, () => client.call(get)));
  assert.equal(server.connections(), 1);
});

test('a burst of calls opens as many connections as it takes, at most eight, and nothing is refused', async (context) => {
  const server = await scriptedServer(context, ({ answer }) => answer(200), { settings: { maxConcurrentStreams: 2 } });
  const { client } = clientOf(context, server.url);
  await client.call(get);
  await Promise.all(Array.from({ length: 1_000 }, () => client.call(get)));
  assert.equal(server.asked.length, 1_001);
  assert.ok(server.connections() > 1 && server.connections() <= 8, `${server.connections()} connections`);
});

test('a burst before the server has said how many it takes at once loses nothing', async (context) => {
  const server = await scriptedServer(context, ({ answer }) => answer(200), { settings: { maxConcurrentStreams: 2 } });
  const { client } = clientOf(context, server.url);
  await Promise.all(Array.from({ length: 1_000 }, () => client.call(get)));
  assert.equal(server.asked.length, 1_000);
  assert.ok(server.connections() <= 8);
});

test('streams without an end take no room from calls', async (context) => {
  const server = await scriptedServer(
    context,
    ({ path, begin, answer }) => (path === '/endless' ? begin() : answer(200)),
    { settings: { maxConcurrentStreams: 3 } },
  );
  const { client, time } = clientOf(context, server.url);
  const { signal } = new AbortController();
  const endless = () => client.stream({ ...get, path: '/endless' }, { signal }).next();
  const places = Array.from({ length: 8 * 3 }, endless);
  for (const place of places) place.catch(() => undefined);
  const oneTooMany = endless();
  await until('the streams', () => server.asked.length === 8 * 3);
  await Promise.all(Array.from({ length: 100 }, () => client.call(get)));
  time.advance(30_000);
  await failsWith(oneTooMany, /no answer in 30000 ms/);
});

test('a reader who does not read holds up nobody else', async (context) => {
  const large = 'x'.repeat(16 * 1024 * 1024);
  const server = await scriptedServer(
    context,
    ({ path, answer }) => (path === '/large' ? answer(200, large) : answer(200)),
    { maxSessionMemory: 1_000 },
  );
  const { client } = clientOf(context, server.url);
  const stream = client.stream({ ...get, path: '/large' }, { signal: new AbortController().signal });
  await stream.next();
  for (let count = 0; count < 20; count += 1) await client.call(get);
  await stream.return(undefined);
});

test('an answer that comes in one piece with its headers is whole', async (context) => {
  const server = await rawServer(context);
  const { client } = clientOf(context, server.url);
  const calls = Array.from({ length: 10 }, () => client.call({ ...get, method: 'PATCH', body: {} }));
  const connection = await begun(server, 0, 10);
  connection.socket.cork();
  for (const stream of connection.streams) finish(connection, stream, `"${stream}"`);
  connection.socket.uncork();
  assert.deepEqual(await Promise.all(calls), connection.streams.map(String));
  assert.deepEqual([...connection.resets], []);
});

test('an answer without a body is an empty one', async (context) => {
  const server = await scriptedServer(context, ({ stream }) => stream.respond({ ':status': 200 }, { endStream: true }));
  const { client } = clientOf(context, server.url);
  assert.equal(await client.text(get), '');
});

test('after GOAWAY what is under way ends well, and what comes next goes over a new connection', async (context) => {
  const server = await rawServer(context);
  const { client } = clientOf(context, server.url);
  const underWay = client.call(get);
  const first = await begun(server, 0, 1);
  first.goaway(1);
  first.headers(1);
  await settle();
  const next = client.call(get);
  finish(await begun(server, 1, 1), 1, '"second"');
  first.data(1, '"first"', true);
  assert.deepEqual(await Promise.all([underWay, next]), ['first', 'second']);
});

test('calls that GOAWAY says were not looked at are sent again over a new connection', async (context) => {
  const server = await rawServer(context);
  const { client } = clientOf(context, server.url);
  const calls = [client.call(get), client.call(get), client.call(get)];
  const first = await begun(server, 0, 3);
  first.goaway(1);
  finish(first, 1, '1');
  const second = await begun(server, 1, 2);
  for (const stream of second.streams) finish(second, stream, '2');
  assert.deepEqual(await Promise.all(calls), [1, 2, 2]);
});

test('calls that still waited for a stream when GOAWAY came are sent again, too', async (context) => {
  const server = await rawServer(context, (connection) => connection.settings({ maxConcurrentStreams: 1 }));
  const { client } = clientOf(context, server.url);
  const calls = [client.call(get), client.call(get)];
  const first = await begun(server, 0, 1);
  first.goaway(1);
  finish(first, 1, '1');
  finish(await begun(server, 1, 1), 1, '2');
  assert.deepEqual(await Promise.all(calls), [1, 2]);
});

test('GOAWAY with an error ends what was under way', async (context) => {
  const server = await rawServer(context);
  const { client } = clientOf(context, server.url);
  const call = client.call(get);
  (await begun(server, 0, 1)).goaway(1, CODE.internalError);
  await assert.rejects(call, withCode('Unavailable'));
});

test('a refused stream is sent again three times, and then no more', async (context) => {
  const server = await rawServer(context);
  const { client } = clientOf(context, server.url);
  const call = client.call(get);
  for (let count = 1; count <= 4; count += 1) {
    const connection = await begun(server, 0, count);
    connection.reset(connection.streams.at(-1) ?? 0, CODE.refusedStream);
  }
  await failsWith(call, /REFUSED_STREAM/);
  assert.equal(server.connections[0]?.streams.length, 4);
});

test('a refused stream that is taken the second time is answered', async (context) => {
  const server = await rawServer(context);
  const { client } = clientOf(context, server.url);
  const call = client.call({ ...get, method: 'PATCH', body: { a: 1 } });
  (await begun(server, 0, 1)).reset(1, CODE.refusedStream);
  finish(await begun(server, 0, 2), 3, '"taken"');
  assert.equal(await call, 'taken');
});

/** What may cut an answer off, and the words that tell of it. */
const cuts: Record<string, { cut: (connection: RawConnection) => void; words: RegExp; begun?: true }> = {
  'a reset stream': { cut: (connection) => connection.reset(1, CODE.internalError), words: /INTERNAL_ERROR/ },
  'a cancelled stream': { cut: (connection) => connection.reset(1, CODE.cancel), words: /ended before/ },
  'a connection that is closed': { cut: ({ socket }) => void socket.end(), words: /ended before/ },
  'a connection that is reset': {
    cut: ({ socket }) => void socket.resetAndDestroy(),
    words: /ECONNRESET|ended before/,
  },
  'a GOAWAY with an error': { cut: (connection) => connection.goaway(1, CODE.internalError), words: /error/ },
};
for (const [what, { cut, words }] of Object.entries(cuts)) {
  test(`an answer cut off by ${what} is never a short one`, async (context) => {
    const server = await rawServer(context);
    const { client } = clientOf(context, server.url);
    const text = client.text(get);
    const connection = await begun(server, 0, 1);
    connection.headers(1);
    connection.data(1, 'first line\n');
    cut(connection);
    await failsWith(text, words);
  });

  test(`a stream cut off by ${what} tells what came, then fails`, async (context) => {
    const server = await rawServer(context);
    const { client } = clientOf(context, server.url);
    const stream = client.stream(get, { signal: new AbortController().signal });
    const first = stream.next();
    const connection = await begun(server, 0, 1);
    connection.headers(1);
    connection.data(1, 'first line\n');
    assert.equal(String((await first).value), 'first line\n');
    cut(connection);
    await failsWith(stream.next(), words);
  });

  test(`a call without any answer fails by ${what}, and the next one is answered`, async (context) => {
    const server = await rawServer(context);
    const { client } = clientOf(context, server.url);
    const call = client.call(get);
    cut(await begun(server, 0, 1));
    await assert.rejects(call, withCode('Unavailable'));
    const next = client.call(get);
    const streams = () => server.connections.flatMap((one) => one.streams.map((stream) => ({ one, stream })));
    await until('the next call', () => streams().length === 2);
    const last = streams().at(-1);
    if (last) finish(last.one, last.stream, '"next"');
    assert.equal(await next, 'next');
  });
}

test('a peer that is gone without a word ends every call under way, and the next one connects anew', async (context) => {
  const server = await rawServer(context);
  const { client, time } = clientOf(context, server.url);
  const stream = client.stream(get, { signal: new AbortController().signal });
  const piece = stream.next();
  const first = await begun(server, 0, 1);
  first.headers(1);
  first.data(1, 'a');
  await piece;
  const more = stream.next();
  const text = client.text(get);
  const second = await begun(server, 1, 1);
  second.headers(1);
  second.data(1, 'half of a log\n');
  for (const connection of [first, second]) connection.silent = true;
  time.advance(10_000);
  await until('the pings', () => first.pings === 1 && second.pings === 1);
  time.advance(5_000);
  await failsWith(more, /no pong in 5000 ms/);
  await failsWith(text, /no pong in 5000 ms/);
  const next = client.call(get);
  finish(await begun(server, 2, 1), 1, '"next"');
  assert.equal(await next, 'next');
});

test('a peer that answers pings is left alone', async (context) => {
  const server = await rawServer(context);
  const { client, time } = clientOf(context, server.url);
  for (let count = 1; count <= 3; count += 1) {
    // The answer comes behind the pong.
    const call = client.call(get);
    const connection = await begun(server, 0, count);
    finish(connection, connection.streams.at(-1) ?? 0);
    await call;
    assert.equal(connection.pings, count - 1);
    time.advance(10_000);
    await until('the ping', () => connection.pings === count);
  }
  assert.equal(server.connections.length, 1);
});

test('a server that takes a connection and says nothing is given up after ten seconds', async (context) => {
  const server = await rawServer(context, () => undefined);
  const { client, time } = clientOf(context, server.url);
  const calls = [client.call(get), client.call(get)];
  await until('the connection', () => server.connections.length === 1);
  time.advance(10_000);
  for (const call of calls) await failsWith(call, /no connection in 10000 ms/);
});

test('nobody listens: the call fails at once', async (context) => {
  const { client } = clientOf(context, new URL('http://127.0.0.1:1'));
  await failsWith(client.call(get), /ECONNREFUSED/);
});

test('a server that speaks HTTP/1.1 only is told at once', async (context) => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => server.close());
  const { client } = clientOf(context, new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  await assert.rejects(client.call(get), withCode('Unavailable'));
});

/** At what moment a client may be closed. */
const moments: Record<string, (server: RawServer) => Promise<unknown>> = {
  'while it connects': async () => undefined,
  'while it waits for an answer': (server) => begun(server, 0, 1),
  'in the middle of an answer': async (server) => {
    const connection = await begun(server, 0, 1);
    connection.headers(1);
    connection.data(1, 'half');
    await settle();
  },
  'while a ping is out': async (server) => void ((await begun(server, 0, 1)).silent = true),
};
for (const [moment, reach] of Object.entries(moments)) {
  test(`a client closed ${moment} fails what is under way and leaves no timer and no connection`, async (context) => {
    const server = await rawServer(context);
    const { client, time } = clientOf(context, server.url);
    const call = client.call(get);
    await reach(server);
    if (server.connections[0]?.silent) time.advance(10_000);
    client.close();
    await failsWith(call, /the connection was closed/);
    assert.equal(time.pending(), 0);
    await until('the end of the connection', () => server.connections.every(({ socket }) => socket.closed));
    await failsWith(client.call(get), /the client was closed/);
  });
}

test('closing does not wait for a peer that takes no more bytes', async (context) => {
  const server = await rawServer(context);
  const { client, time } = clientOf(context, server.url);
  const call = client.call({ ...get, method: 'PATCH', body: 'x'.repeat(32 * 1024 * 1024) });
  const { socket } = await begun(server, 0, 1);
  socket.pause();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  client.close();
  await failsWith(call, /the connection was closed/);
  socket.resume();
  await closed;
  assert.equal(time.pending(), 0);
});
