import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { messageOf } from '#lib/coded-error.ts';
import { settle } from '#ports/manual-timers.testing.ts';
import type { ObjectsErrorCode } from '#ports/objects/errors.ts';
import { withCode } from '#ports/objects/samples.contract.ts';
import type { Credentials } from './access.ts';
import type { ApiRequest } from './request.ts';
import { clientOf, scriptedServer, until, type Asked } from './scripted-server.testing.ts';

const get: ApiRequest = { method: 'GET', path: '/a' };

const failsWith = (call: Promise<unknown>, code: ObjectsErrorCode, words: RegExp) =>
  assert.rejects(call, (error) => withCode(code)(error) && (assert.match(messageOf(error), words), true));

test('a call says who asks, what it accepts and what it sends', async (context) => {
  const server = await scriptedServer(context, ({ answer }) => answer(200, { found: 'ä' }));
  const { client } = clientOf(context, server.url);
  const request: ApiRequest = { method: 'PATCH', path: '/a', body: { text: 'ö' }, contentType: 'application/x' };
  assert.deepEqual(await client.call(request), { found: 'ä' });
  const [{ headers, body } = { headers: {}, body: '' }] = server.asked;
  assert.deepEqual(
    [headers[':method'], headers['user-agent'], headers['accept'], headers['content-type'], headers['authorization']],
    ['PATCH', 'test', 'application/json', 'application/x', undefined],
  );
  assert.equal(body, '{"text":"ö"}');
});

test('a call without a body has no content type', async (context) => {
  const server = await scriptedServer(context, ({ answer }) => answer(200));
  const { client } = clientOf(context, server.url);
  await client.call(get);
  assert.equal(server.asked[0]?.headers['content-type'], undefined);
});

test('a server may be served under a path, with or without a slash at its end', async (context) => {
  const server = await scriptedServer(context, ({ answer }) => answer(200));
  for (const end of ['/k8s/clusters/c-1', '/k8s/clusters/c-1/']) {
    const { client } = clientOf(context, new URL(end, server.url));
    await client.call({ method: 'GET', path: '/api/v1/pods', query: { limit: '1', continue: undefined } });
  }
  assert.deepEqual(
    server.asked.map(({ path }) => path),
    ['/k8s/clusters/c-1/api/v1/pods?limit=1', '/k8s/clusters/c-1/api/v1/pods?limit=1'],
  );
});

test('what is not JSON is Unavailable, and text when text is asked for', async (context) => {
  const server = await scriptedServer(context, ({ answer }) => answer(200, '<html>'));
  const { client } = clientOf(context, server.url);
  await failsWith(client.call(get), 'Unavailable', /GET \/a: the answer is not JSON/);
  assert.equal(await client.text(get), '<html>');
});

test('an error answer is told with its method, path, code and message', async (context) => {
  const status = { kind: 'Status', message: 'pods "a" is forbidden', reason: 'Forbidden', code: 403 };
  const server = await scriptedServer(context, ({ answer }) => answer(403, status));
  const { client } = clientOf(context, server.url);
  await failsWith(client.call(get), 'Forbidden', /^GET \/a: 403: pods "a" is forbidden$/);
});

test('an answer of more than 64 MiB is refused, and the connection goes on', async (context) => {
  const piece = Buffer.alloc(1024 * 1024);
  const server = await scriptedServer(context, ({ path, stream, begin, answer }) => {
    if (path === '/small') return answer(200, 'small');
    begin();
    const write = () => {
      while (!stream.destroyed && stream.write(piece));
    };
    stream.on('drain', write);
    write();
  });
  const { client } = clientOf(context, server.url);
  await failsWith(client.text(get), 'Unavailable', /larger than 67108864 bytes/);
  assert.equal(await client.text({ ...get, path: '/small' }), 'small');
  assert.equal(server.connections(), 1);
});

/** Credentials that know which token was refused. */
function credentialsOf(...tokens: readonly string[]): Credentials & { readonly refusals: readonly string[] } {
  const refusals: string[] = [];
  return {
    refusals,
    token: async () => tokens[refusals.length] ?? '',
    refused: (token) => void refusals.push(token),
  };
}

test('a token that is refused is read anew, and the call made again', async (context) => {
  const server = await scriptedServer(context, ({ headers, answer }) =>
    answer(headers['authorization'] === 'Bearer new' ? 200 : 401),
  );
  const credentials = credentialsOf('old', 'new');
  const { client } = clientOf(context, server.url, { credentials });
  await client.call(get);
  assert.deepEqual(credentials.refusals, ['old']);
  assert.equal(server.asked.length, 2);
});

test('a second token that is refused is Forbidden', async (context) => {
  const server = await scriptedServer(context, ({ answer }) => answer(401));
  const { client } = clientOf(context, server.url, { credentials: credentialsOf('old', 'new', 'newer') });
  await failsWith(client.call(get), 'Forbidden', /401/);
  assert.equal(server.asked.length, 2);
});

test('without a token a 401 is Forbidden at once', async (context) => {
  const server = await scriptedServer(context, ({ answer }) => answer(401));
  const { client } = clientOf(context, server.url);
  await failsWith(client.call(get), 'Forbidden', /401/);
  assert.equal(server.asked.length, 1);
});

test('a token that cannot be read is Unavailable', async (context) => {
  const { url } = await scriptedServer(context, ({ answer }) => answer(200));
  const credentials = { ...credentialsOf(), token: () => Promise.reject(new Error('no such file')) };
  const { client } = clientOf(context, url, { credentials });
  await failsWith(client.call(get), 'Unavailable', /no such file/);
});

test('a token that does not come is Unavailable at the deadline', async (context) => {
  const { url } = await scriptedServer(context, ({ answer }) => answer(200));
  const credentials = { ...credentialsOf(), token: () => new Promise<string>(() => undefined) };
  const { client, time } = clientOf(context, url, { credentials });
  const call = client.call(get);
  time.advance(30_000);
  await failsWith(call, 'Unavailable', /no answer in 30000 ms/);
});

const inFiveSeconds = new Date(5_000).toUTCString();
const pauses: Record<string, { retryAfter?: string; afterMs: number }> = {
  'after the seconds that the server names': { retryAfter: '3', afterMs: 3_000 },
  'at the date that the server names': { retryAfter: inFiveSeconds, afterMs: 5_000 },
  'after a second where it names no time': { afterMs: 1_000 },
  'after a second where it names no time at all': { retryAfter: '0', afterMs: 1_000 },
  'after a second where its date is over': { retryAfter: new Date(-60_000).toUTCString(), afterMs: 1_000 },
  'after a second where it cannot be understood': { retryAfter: 'soon', afterMs: 1_000 },
};
for (const [when, { retryAfter, afterMs }] of Object.entries(pauses)) {
  test(`a call that is one too many is made again ${when}`, async (context) => {
    const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    const server = await scriptedServer(context, ({ answer }, index) => answer(index === 0 ? 429 : 200, {}, headers));
    const { client, time } = clientOf(context, server.url);
    const call = client.call(get);
    await until('the pause', () => time.pending() === 3);
    time.advance(afterMs - 1);
    await settle();
    assert.equal(server.asked.length, 1);
    time.advance(1);
    await call;
    assert.equal(server.asked.length, 2);
  });
}

test('a call that is refused for ever is Unavailable at its deadline', async (context) => {
  const server = await scriptedServer(context, ({ answer }) =>
    answer(429, { message: 'too many requests' }, { 'retry-after': '7' }),
  );
  const { client, time } = clientOf(context, server.url);
  const call = client.call(get);
  for (let count = 1; count <= 4; count += 1) {
    await until('the pause', () => server.asked.length === count && time.pending() === 3);
    time.advance(7_000);
  }
  await until('the last pause', () => server.asked.length === 5 && time.pending() === 3);
  time.advance(2_000);
  await failsWith(call, 'Unavailable', /429: too many requests/);
  assert.equal(time.pending(), 1);
});

test('a pause of a year ends with the deadline', async (context) => {
  const server = await scriptedServer(context, ({ answer }) => answer(429, {}, { 'retry-after': '31536000' }));
  const { client, time } = clientOf(context, server.url);
  const call = client.call(get);
  await until('the pause', () => time.pending() === 3);
  time.advance(30_000);
  await failsWith(call, 'Unavailable', /429/);
});

test('a round of refusals halves how many calls are under way, once', async (context) => {
  const waiting: Asked[] = [];
  let isOpen = false;
  const server = await scriptedServer(context, (asked, index) => {
    if (index < 32) return asked.answer(429);
    if (isOpen) return asked.answer(200);
    waiting.push(asked);
  });
  const { client, time } = clientOf(context, server.url);
  const calls = Array.from({ length: 64 }, () => client.call(get));
  await until('32 pauses', () => time.pending() === 64 + 1 + 32);
  time.advance(1_000);
  await until('the second round', () => waiting.length === 32);
  for (const { answer } of waiting.splice(0, 24)) answer(200);
  // Of the limit of 16, and the one more that was earned by then, 8 are under way.
  await until('those that fit', () => waiting.length === 17);
  assert.equal(server.asked.length, 32 + 32 + 9);
  isOpen = true;
  for (const { answer } of waiting) answer(200);
  await Promise.all(calls);
});

/** Where a call may be when its time is up. */
const moments: Record<string, Parameters<typeof scriptedServer>[1]> = {
  'before there are headers': () => undefined,
  'in the middle of a body': ({ begin, stream }) => (begin(), stream.write('{"half":')),
  'in the middle of an error': ({ begin, stream }) => (begin(500), stream.write('{"half":')),
};
for (const [moment, script] of Object.entries(moments)) {
  test(`a call ends at its deadline ${moment}, and is cancelled on the server`, async (context) => {
    const server = await scriptedServer(context, script);
    const { client, time } = clientOf(context, server.url);
    const call = client.call(get);
    await until('the question', () => server.asked.length === 1);
    time.advance(9_999);
    await settle();
    time.advance(20_001);
    await failsWith(call, 'Unavailable', /^GET \/a: no answer in 30000 ms$/);
    await until('the cancellation', () => server.asked[0]?.stream.rstCode === 8);
  });
}

test('calls that wait for their turn have the same deadline', async (context) => {
  const server = await scriptedServer(context, () => undefined);
  const { client, time } = clientOf(context, server.url);
  const calls = Array.from({ length: 100 }, () => client.call(get));
  await until('the first ones', () => server.asked.length === 32);
  time.advance(30_000);
  for (const call of calls) await failsWith(call, 'Unavailable', /no answer in 30000 ms/);
  assert.equal(server.asked.length, 32);
});

test('a stream has its deadline until it begins, and none afterwards', async (context) => {
  const server = await scriptedServer(context, ({ path, begin }) => (path === '/begins' ? begin() : undefined));
  const { client, time } = clientOf(context, server.url);
  const { signal } = new AbortController();
  const late = client.stream(get, { signal }).next();
  const stream = client.stream({ ...get, path: '/begins' }, { signal });
  const first = stream.next();
  await until('the questions', () => server.asked.length === 2);
  server.asked.find(({ path }) => path === '/begins')?.stream.write('a');
  await first;
  time.advance(30_000);
  await failsWith(late, 'Unavailable', /no answer in 30000 ms/);
});

test('a stream that is silent for too long is Unavailable; what its reader takes is not counted', async (context) => {
  const server = await scriptedServer(context, ({ begin, stream }) => (begin(), stream.write('a')));
  const { client, time } = clientOf(context, server.url);
  const stream = client.stream(get, { signal: new AbortController().signal, longestSilenceMs: 9_000 });
  await stream.next();
  assert.equal(time.pending(), 1);
  time.advance(9_999);
  const second = stream.next();
  await settle();
  server.asked[0]?.stream.write('b');
  assert.equal(String((await second).value), 'b');
  const third = stream.next();
  time.advance(9_000);
  await failsWith(third, 'Unavailable', /^GET \/a: silent for 9000 ms$/);
});

test('a stream ends when its signal aborts: before it is there, while it comes, and twice', async (context) => {
  const server = await scriptedServer(context, ({ begin, stream }) => (begin(), stream.write('a')));
  const { client, time } = clientOf(context, server.url);
  const before = AbortSignal.abort();
  await failsWith(client.stream(get, { signal: before }).next(), 'Unavailable', /given up/);
  const connecting = new AbortController();
  const early = client.stream(get, { signal: connecting.signal }).next();
  connecting.abort();
  await failsWith(early, 'Unavailable', /given up/);
  const reading = new AbortController();
  const stream = client.stream(get, { signal: reading.signal });
  await stream.next();
  const next = stream.next();
  reading.abort();
  reading.abort();
  await assert.rejects(next, withCode('Unavailable'));
  await until('the cancellation', () => server.asked[0]?.stream.rstCode === 8);
  assert.equal(server.asked.length, 1);
  assert.equal(time.pending(), 1);
});

test('a reader who leaves cancels the stream', async (context) => {
  const server = await scriptedServer(context, ({ begin, stream }) => (begin(), stream.write('a')));
  const { client, time } = clientOf(context, server.url);
  for await (const piece of client.stream(get, { signal: new AbortController().signal })) {
    assert.equal(String(piece), 'a');
    break;
  }
  await until('the cancellation', () => server.asked[0]?.stream.destroyed === true);
  assert.equal(time.pending(), 1);
});

test('a thousand calls, and hundreds of streams under one long-lived signal, leave no timer and no listener', async (context) => {
  const server = await scriptedServer(context, ({ answer }) => answer(200));
  const { client, time } = clientOf(context, server.url);
  const warnings: string[] = [];
  const warn = (warning: Error) => void warnings.push(warning.message);
  process.on('warning', warn);
  const controller = new AbortController();
  const listeners = countListeners(controller.signal);
  for (let count = 0; count < 1_000; count += 1) await client.call(get);
  for (let count = 0; count < 200; count += 1) {
    for await (const piece of client.stream(get, { signal: controller.signal })) assert.equal(String(piece), '{}');
  }
  const many = Array.from({ length: 100 }, async () => {
    for await (const piece of client.stream(get, { signal: controller.signal })) assert.equal(String(piece), '{}');
  });
  await Promise.all(many);
  process.off('warning', warn);
  assert.deepEqual(warnings, []);
  assert.equal(listeners(), 0);
  assert.equal(time.pending(), 2);
  client.close();
  assert.equal(time.pending(), 0);
});

/** How many listeners a signal has from here on. */
function countListeners(signal: AbortSignal): () => number {
  const listeners = new Set<unknown>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...given: Parameters<typeof add>) => {
    listeners.add(given[1]);
    add(...given);
  };
  signal.removeEventListener = (...given: Parameters<typeof remove>) => {
    listeners.delete(given[1]);
    remove(...given);
  };
  return () => listeners.size;
}
