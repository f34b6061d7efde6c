import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { CodedError } from '#lib/coded-error.ts';
import type { Log } from '#ports/log.ts';
import { delivery, functionUnderTest, pullRequestOpened, SECRET, sign } from './delivery.testing.ts';
import type { FunctionOptions } from './function.ts';
import { settle } from './manual-timers.testing.ts';

const hint = { kind: 'pullRequest', repository: { id: 7, fullName: 'acme/shop' }, number: 12 };

test('a signed delivery wakes what it hints at, and is accepted when that is done', async () => {
  const { send, woken, timers } = functionUnderTest();
  const { status, body } = await send(delivery());
  assert.deepEqual({ status, body }, { status: 202, body: { accepted: 1 } });
  assert.deepEqual(woken, [hint]);
  assert.equal(timers.pending(), 0, 'no timer is left');
});

test('an event that is not known is ignored with a word', async () => {
  const { send, woken } = functionUnderTest();
  const { status, body } = await send(delivery('{"zen":"Keep it logically awesome."}', { 'x-github-event': 'ping' }));
  assert.deepEqual({ status, body }, { status: 200, body: { ignored: 'event ping' } });
  assert.deepEqual(woken, []);
});

const padded = (bytes: number) => JSON.stringify({ padding: 'x'.repeat(bytes) });
const notUtf8 = Uint8Array.from([0x7b, 0xff, 0x7d]);

const refused: Record<string, { send: RequestInit; path?: string; status: number }> = {
  'another path': { send: delivery(), path: '/github', status: 404 },
  'another method': { send: { method: 'GET' }, status: 405 },
  'a form': { send: delivery('payload=x', { 'content-type': 'application/x-www-form-urlencoded' }), status: 415 },
  'no content type': { send: delivery(pullRequestOpened, { 'content-type': '' }), status: 415 },
  'JSON in another charset': {
    send: delivery(pullRequestOpened, { 'content-type': 'application/json; charset=utf-16' }),
    status: 415,
  },
  'a compressed body': { send: delivery(pullRequestOpened, { 'content-encoding': 'gzip' }), status: 415 },
  'no signature': { send: delivery(pullRequestOpened, { 'x-hub-signature-256': undefined }), status: 401 },
  'a malformed signature': { send: delivery(pullRequestOpened, { 'x-hub-signature-256': 'sha256=abc' }), status: 401 },
  'two signatures': {
    send: delivery(pullRequestOpened, { 'x-hub-signature-256': `${sign(pullRequestOpened)}, ${sign('x')}` }),
    status: 401,
  },
  'the signature of another body': {
    send: delivery(pullRequestOpened, { 'x-hub-signature-256': sign(`${pullRequestOpened} `) }),
    status: 401,
  },
  'the signature of another secret': {
    send: delivery(pullRequestOpened, { 'x-hub-signature-256': sign(pullRequestOpened, 'guess') }),
    status: 401,
  },
  'no event': { send: delivery(pullRequestOpened, { 'x-github-event': undefined }), status: 400 },
  'two events': { send: delivery(pullRequestOpened, { 'x-github-event': 'push, push' }), status: 400 },
  'no delivery id': { send: delivery(pullRequestOpened, { 'x-github-delivery': undefined }), status: 400 },
  'two delivery ids': { send: delivery(pullRequestOpened, { 'x-github-delivery': 'a, b' }), status: 400 },
  'an empty body': { send: delivery(''), status: 400 },
  'half of a JSON text': { send: delivery('{"action":'), status: 400 },
  'a JSON list': { send: delivery('[]'), status: 400 },
  'bytes that are not UTF-8': { send: delivery(notUtf8), status: 400 },
  'a payload without its fields': { send: delivery('{"action":"opened"}'), status: 400 },
  'nesting without end': { send: delivery('{"a":'.repeat(10_000)), status: 400 },
  'a body that is too long': { send: delivery(padded(2000)), status: 413 },
  'a body that is longer than it says': {
    send: delivery(padded(2000), { 'content-length': '10' }),
    status: 413,
  },
  'a body that says it is too long': { send: delivery('{}', { 'content-length': '2000000' }), status: 413 },
};
for (const [sentence, { send: init, path, status }] of Object.entries(refused)) {
  test(`refused with ${status}: ${sentence}`, async () => {
    const { send, woken, timers } = functionUnderTest({
      maximumBytes: sentence.startsWith('a body') ? 1000 : 1_000_000,
    });
    const answer = await send(init, path);
    assert.equal(answer.status, status, JSON.stringify(answer.body));
    assert.deepEqual(Object.keys(Object(answer.body)), ['error']);
    assert.deepEqual(woken, []);
    assert.equal(timers.pending(), 0, 'no timer is left');
  });
}

test('a method that is not allowed names the one that is', async () => {
  const { headers } = await functionUnderTest().send({ method: 'PUT' });
  assert.equal(headers.get('allow'), 'POST');
});

test('deep nesting in fields that we do not read is harmless', async () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const body = `{"deep":${deep},${pullRequestOpened.slice(1)}`;
  assert.equal((await functionUnderTest().send(delivery(body))).status, 202);
});

test('an id that a number cannot hold is refused, not rounded', async () => {
  const body = pullRequestOpened.replace('"id":7', '"id":9007199254740993');
  const answer = await functionUnderTest().send(delivery(body));
  assert.equal(answer.status, 400);
  assert.match(JSON.stringify(answer.body), /repository\.id/);
});

test('no answer repeats what was sent', async () => {
  const { send } = functionUnderTest();
  const marked = JSON.stringify({ action: 'opened', number: 'MARK', MARK: 'MARK', repository: { id: 'MARK' } });
  for (const init of [
    delivery(marked),
    delivery(`MARK${marked}`),
    delivery(marked, { 'x-hub-signature-256': 'MARK' }),
  ]) {
    const { body, headers } = await send(init);
    assert.doesNotMatch(JSON.stringify([body, ...headers]), /MARK/);
  }
});

const signedWith = (secret: string) =>
  delivery(pullRequestOpened, {
    'x-hub-signature-256': sign(pullRequestOpened, secret),
    'x-github-delivery': secret.replaceAll(' ', '-'),
  });

test('during a rotation both secrets are good, and a third is not', async () => {
  const { send } = functionUnderTest({ secrets: ['new', SECRET] });
  assert.equal((await send(signedWith('new'))).status, 202);
  assert.equal((await send(signedWith(SECRET))).status, 202);
  assert.equal((await send(signedWith('old'))).status, 401);
});

const wrongSecrets: Record<string, readonly string[]> = {
  none: [],
  'an empty one': [''],
  'an empty one beside a good one': [SECRET, ' '],
  three: ['a', 'b', 'c'],
};
for (const [sentence, secrets] of Object.entries(wrongSecrets)) {
  test(`it does not start with wrong secrets: ${sentence}`, () => {
    assert.throws(() => functionUnderTest({ secrets }), { code: 'WebhookSecretInvalid', source: 'user' });
  });
}

/** A wake that a test ends. */
function heldWake(): { readonly wake: FunctionOptions['wake']; readonly runs: PromiseWithResolvers<void>[] } {
  const runs: PromiseWithResolvers<void>[] = [];
  const wake = () => {
    const run = Promise.withResolvers<void>();
    runs.push(run);
    return run.promise;
  };
  return { wake, runs };
}

test('work that is not done by the deadline is a failed delivery, and goes on', async () => {
  const { wake, runs } = heldWake();
  const { send, timers } = functionUnderTest({ wake, deadlineMs: 8_000 });
  const first = send(delivery());
  await settle();
  timers.advance(8_000);
  assert.equal((await first).status, 503);

  const redelivery = send(delivery());
  await settle();
  assert.equal(runs.length, 1, 'the same delivery shares the work that is under way');
  runs[0]?.resolve();
  assert.equal((await redelivery).status, 202);
  assert.equal((await send(delivery())).status, 202);
  assert.equal(runs.length, 1, 'and has no second effect');
});

test('work that fails after the deadline disturbs nobody, and a redelivery runs it again', async () => {
  const { wake, runs } = heldWake();
  const { send, timers } = functionUnderTest({ wake });
  const first = send(delivery());
  await settle();
  timers.advance(8_000);
  assert.equal((await first).status, 503);
  runs[0]?.reject(new Error('too late'));
  await settle();

  const redelivery = send(delivery());
  await settle();
  runs[1]?.resolve();
  assert.equal((await redelivery).status, 202);
});

const failing = async () => {
  throw new CodedError('RateLimited', 'GET /repos: 403: private words', { source: 'system' });
};

test('failed work is a failed delivery that says neither where nor with what', async () => {
  const lines: string[] = [];
  const log: Log = {
    info: () => undefined,
    warn: () => undefined,
    error: (event, fields) => lines.push(JSON.stringify([event, fields])),
  };
  const { send } = functionUnderTest({ wake: failing }, log);
  const { status, body } = await send(delivery());
  assert.equal(status, 503);
  assert.match(JSON.stringify(body), /RateLimited/);
  assert.doesNotMatch(JSON.stringify(body), /private words|function\.ts/);
  assert.match(lines.join('\n'), /delivery-failed.*RateLimited/);
});

test('a body that does not arrive in time is given up', async () => {
  const { send, timers } = functionUnderTest();
  let cancelled = false;
  const body = new ReadableStream({ cancel: () => void (cancelled = true) });
  const init = { ...delivery(), body, duplex: 'half' as const };
  const answer = send(init);
  await settle();
  timers.advance(5_000);
  assert.equal((await answer).status, 408);
  assert.equal(cancelled, true);
});

test('a body that breaks off is refused', async () => {
  const body = new ReadableStream({ start: (controller) => controller.error(new Error('reset')) });
  const init = { ...delivery(), body, duplex: 'half' as const };
  assert.equal((await functionUnderTest().send(init)).status, 400);
});

test('an endless body is not read further than the limit', async () => {
  let pulled = 0;
  const body = new ReadableStream({
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(1000));
    },
  });
  const init = { ...delivery(), body, duplex: 'half' as const };
  assert.equal((await functionUnderTest({ maximumBytes: 10_000 }).send(init)).status, 413);
  assert.ok(pulled <= 13, `${pulled} chunks of 1,000 bytes were read for a limit of 10,000`);
});

test('a thousand deliveries about one pull request at once cost two runs', async () => {
  const { wake, runs } = heldWake();
  const { send } = functionUnderTest({ wake });
  const sent = Array.from({ length: 1000 }, (_, index) =>
    send(delivery(pullRequestOpened, { 'x-github-delivery': `d${index}` })),
  );
  await settle();
  assert.equal(runs.length, 1);
  runs[0]?.resolve();
  await settle();
  assert.equal(runs.length, 2);
  runs[1]?.resolve();
  assert.deepEqual(new Set((await Promise.all(sent)).map(({ status }) => status)), new Set([202]));
});
