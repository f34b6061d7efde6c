import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { CodedError } from '#lib/coded-error.ts';
import type { Log } from '#ports/log.ts';
import { delivery, functionUnderTest, pullRequestOpened, sign } from './delivery.testing.ts';
import type { FunctionOptions } from './function.ts';
import { settle } from '#ports/manual-timers.testing.ts';

const hint = { kind: 'pullRequest', repository: { id: 7, fullName: 'acme/shop' }, number: 12 };

test('a signed delivery wakes what it hints at, and is accepted when that is done', async () => {
  const { send, woken, timers } = functionUnderTest();
  const { status, body } = await send(delivery());
  assert.deepEqual({ status, body }, { status: 202, body: { accepted: 1 } });
  assert.deepEqual(woken, [hint]);
  assert.equal(timers.pending(), 0, 'no timer is left');
});

/** The web-standard way in decides as the one on node does; the whole list is in `test/function`. */
const refused: Record<string, { send: RequestInit; path?: string; status: number }> = {
  'another path': { send: delivery(), path: '/github', status: 404 },
  'another method': { send: { method: 'GET' }, status: 405 },
  'a form': { send: delivery('payload=x', { 'content-type': 'application/x-www-form-urlencoded' }), status: 415 },
  'two signatures': {
    send: delivery(pullRequestOpened, { 'x-hub-signature-256': `${sign(pullRequestOpened)}, ${sign('x')}` }),
    status: 401,
  },
  'the signature of another body': {
    send: delivery(pullRequestOpened, { 'x-hub-signature-256': sign(`${pullRequestOpened} `) }),
    status: 401,
  },
  'no delivery id': { send: delivery(pullRequestOpened, { 'x-github-delivery': undefined }), status: 400 },
  'no body': { send: { ...delivery(''), body: null }, status: 400 },
  'a body that is too long': { send: delivery('x'.repeat(2_000)), status: 413 },
  'a body that is longer than it says': {
    send: delivery('x'.repeat(2_000), { 'content-length': '10' }),
    status: 413,
  },
  'a body that says it is too long': { send: delivery('{}', { 'content-length': '2000000' }), status: 413 },
};
for (const [sentence, { send: init, path, status }] of Object.entries(refused)) {
  test(`refused with ${status}: ${sentence}`, async () => {
    const { send, woken, timers } = functionUnderTest({ maximumBytes: 1_000 });
    const answer = await send(init, path);
    assert.equal(answer.status, status, JSON.stringify(answer.body));
    assert.deepEqual(Object.keys(Object(answer.body)), ['error']);
    assert.deepEqual(woken, []);
    assert.equal(timers.pending(), 0, 'no timer is left');
  });
}

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
