import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { request, type ServerResponse } from 'node:http';
import { test } from 'node:test';
import { ask, serve, startBench } from './bench.testing.ts';
import { preview } from './cluster.testing.ts';

test('a request reaches the service with its method, path and body, and the answer comes back', async (context) => {
  const bench = await startBench(context);
  const service = await serve(context, (incoming, outgoing) => {
    outgoing.writeHead(201, { 'x-method': incoming.method, 'x-path': incoming.url, 'set-cookie': ['a=1', 'b=2'] });
    incoming.pipe(outgoing);
  });
  bench.cluster.setPorts(preview, { [service.port]: 'ready' });
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    const answer = await ask(bench.to('/a%20b?c=d', { method, headers: { 'content-length': 5 } }), 'hello');
    assert.deepEqual([answer.status, answer.body], [201, 'hello'], method);
    assert.equal(answer.headers['x-method'], method);
    assert.equal(answer.headers['x-path'], '/a%20b?c=d');
    assert.deepEqual(answer.headers['set-cookie'], ['a=1', 'b=2']);
  }
  assert.deepEqual([...bench.proxy.requests()], [[preview, 4]]);
});

test('a chunked body of megabytes passes both ways unchanged', async (context) => {
  const bench = await startBench(context);
  const service = await serve(context, (incoming, outgoing) => incoming.pipe(outgoing));
  bench.cluster.setPorts(preview, { [service.port]: 'ready' });
  const body = Buffer.alloc(8 * 1024 * 1024, 'dungeon');
  for (const method of ['POST', 'GET', 'DELETE']) {
    const answer = await ask(bench.to('/', { method, headers: { 'transfer-encoding': 'chunked' } }), body);
    assert.equal(answer.body.length, body.length, method);
    assert.ok(answer.body === body.toString(), `${method}: the body changed`);
  }
});

test('a body without length that a GET carries is never taken for a request of its own', async (context) => {
  const bench = await startBench(context);
  const seen: string[] = [];
  const service = await serve(context, (incoming, outgoing) => {
    seen.push(`${incoming.method} ${incoming.url}`);
    incoming.resume().on('end', () => outgoing.end('ok'));
  });
  bench.cluster.setPorts(preview, { [service.port]: 'ready' });
  const smuggled = 'GET /admin HTTP/1.1\r\nhost: x\r\n\r\n';
  const named = { 'content-length': smuggled.length, connection: 'keep-alive, content-length, host' };
  await ask(bench.to('/chunked', { headers: { 'transfer-encoding': 'chunked' } }), smuggled);
  await ask(bench.to('/named', { headers: named }), smuggled);
  await ask(bench.to('/after'));
  assert.deepEqual(seen, ['GET /chunked', 'GET /named', 'GET /after']);
});

test('a HEAD has the headers and no body', async (context) => {
  const bench = await startBench(context);
  const service = await serve(context, (_, outgoing) => outgoing.writeHead(200, { 'content-length': 42 }).end());
  bench.cluster.setPorts(preview, { [service.port]: 'ready' });
  const answer = await ask(bench.to('/', { method: 'HEAD' }));
  assert.deepEqual([answer.status, answer.headers['content-length'], answer.body], [200, '42', '']);
});

test('the service learns who asked; what the client says of that, and headers of one connection, do not pass', async (context) => {
  const bench = await startBench(context);
  const service = await serve(context, ({ headers }, outgoing) => {
    outgoing.writeHead(200, {
      'keep-alive': 'timeout=99',
      'x-hop': '1',
      'proxy-authenticate': 'x',
      connection: 'x-hop',
    });
    outgoing.end(JSON.stringify(headers));
  });
  bench.cluster.setPorts(preview, { [service.port]: 'ready' });
  const headers = {
    'x-forwarded-for': '6.6.6.6',
    forwarded: 'for=6.6.6.6',
    'x-secret-hop': 'x',
    connection: 'x-secret-hop, close',
    te: 'trailers',
  };
  const answer = await ask(bench.to('/', { headers }));
  const seen = JSON.parse(answer.body) as Record<string, string>;
  assert.equal(seen['x-forwarded-for'], '127.0.0.1');
  assert.equal(seen['x-forwarded-proto'], 'http');
  assert.equal(seen['x-forwarded-host'], `${preview}.localhost:${bench.port}`);
  assert.equal(seen['host'], `${preview}.localhost:${bench.port}`);
  for (const name of ['forwarded', 'x-secret-hop', 'te']) assert.equal(seen[name], undefined, name);
  for (const name of ['x-hop', 'proxy-authenticate']) assert.equal(answer.headers[name], undefined, name);
  assert.equal(answer.headers['x-robots-tag'], 'noindex');
});

test('connections to the service are kept and used again', async (context) => {
  const bench = await startBench(context);
  const ports = new Set<number | undefined>();
  const service = await serve(context, ({ socket }, outgoing) => {
    ports.add(socket.remotePort);
    outgoing.end('ok');
  });
  bench.cluster.setPorts(preview, { [service.port]: 'ready' });
  for (let count = 0; count < 5; count++) await ask(bench.to('/'));
  assert.equal(ports.size, 1);
});

test('a client that expects 100 Continue is told when the service wants the body, or its refusal', async (context) => {
  const bench = await startBench(context);
  const service = await serve(context, (incoming, outgoing) => incoming.pipe(outgoing));
  service.server.on('checkContinue', (incoming, outgoing) => {
    if (incoming.url === '/no') return outgoing.writeHead(413).end('too much');
    outgoing.writeContinue();
    return incoming.pipe(outgoing);
  });
  bench.cluster.setPorts(preview, { [service.port]: 'ready' });
  const expecting = (path: string) => {
    const options = bench.to(path, { method: 'POST', headers: { expect: '100-continue', 'content-length': 4 } });
    const asking = request({ host: '127.0.0.1', ...options });
    asking.flushHeaders();
    return asking;
  };
  const yes = expecting('/yes');
  await once(yes, 'continue');
  yes.end('body');
  const [answer] = await once(yes, 'response');
  assert.equal((await answer.toArray()).join(''), 'body');

  const no = expecting('/no');
  no.on('continue', () => assert.fail('the service did not want the body'));
  const [refused] = await once(no, 'response');
  assert.equal(refused.statusCode, 413);
  no.destroy();
});

test('an answer is passed on piece by piece, as it comes, its head first', async (context) => {
  const bench = await startBench(context);
  const sender = Promise.withResolvers<ServerResponse>();
  const service = await serve(context, (_, outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
    outgoing.flushHeaders();
    sender.resolve(outgoing);
  });
  bench.cluster.setPorts(preview, { [service.port]: 'ready' });
  const asking = request({ host: '127.0.0.1', ...bench.to('/') }).end();
  const [answer] = await once(asking, 'response');
  const outgoing = await sender.promise;
  for (const piece of ['first', 'second']) {
    outgoing.write(piece);
    assert.equal(String((await once(answer, 'data'))[0]), piece);
  }
  outgoing.end();
  await once(answer, 'end');
});

test('the service hears when the client goes away', async (context) => {
  const bench = await startBench(context);
  const asked = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const service = await serve(context, (_, outgoing) => {
    outgoing.once('close', () => left.resolve());
    asked.resolve();
  });
  bench.cluster.setPorts(preview, { [service.port]: 'ready' });
  const asking = request({ host: '127.0.0.1', ...bench.to('/') }).end();
  asking.on('error', () => undefined);
  await asked.promise;
  asking.destroy();
  await left.promise;
});

test('an answer that breaks off breaks off for the client', async (context) => {
  const bench = await startBench(context);
  const service = await serve(context, (_, outgoing) => {
    outgoing.writeHead(200, { 'content-length': 100 });
    outgoing.write('begun', () => outgoing.destroy());
  });
  bench.cluster.setPorts(preview, { [service.port]: 'ready' });
  await assert.rejects(ask(bench.to('/')), /aborted|hang up|ECONNRESET/);
});
