import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { done, requeueAfter, type Outcome } from '#model/outcome.ts';
import { GitHubError } from '#ports/github/errors.ts';
import { NotLeading } from '#ports/leadership.ts';
import type { Log } from '#ports/log.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import { createVirtualTime } from '#test/virtual-time.ts';
import { createReconciler, nextAfterError, nextOf } from './reconciler.ts';
import type { Next } from './work-queue.ts';

const reason = { reason: 'ChecksPending', message: 'waiting for test' } as const;

const outcomes: Record<string, { outcome: Outcome; next: Next }> = {
  'what is done is forgotten': { outcome: done, next: { kind: 'forget' } },
  'what stalled waits for a person': { outcome: { kind: 'stalled', ...reason }, next: { kind: 'forget' } },
  'what waits is woken by an event': { outcome: { kind: 'waiting', ...reason }, next: { kind: 'forget' } },
  'what waits with a net below it is looked at again': {
    outcome: { kind: 'waiting', ...reason, recheckMs: 50 },
    next: { kind: 'after', ms: 50 },
  },
  'what asks for it is looked at again': { outcome: requeueAfter(70, 'why'), next: { kind: 'after', ms: 70 } },
  'at once is a delay too': { outcome: requeueAfter(0, 'why'), next: { kind: 'after', ms: 0 } },
};

for (const [sentence, { outcome, next }] of Object.entries(outcomes)) {
  test(sentence, () => assert.deepEqual(nextOf(outcome), next));
}

const errors: Record<string, { error: unknown; next: Next }> = {
  'somebody else wrote first: read again almost at once': {
    error: new ObjectsError('Conflict', 'x'),
    next: { kind: 'backOff', firstMs: 100 },
  },
  'another leads: it is done there': { error: new NotLeading('x'), next: { kind: 'forget' } },
  'a rate limit says itself when to come back': {
    error: new GitHubError('RateLimited', 'x', { retryAfterMs: 60_000 }),
    next: { kind: 'after', ms: 60_000 },
  },
  'a rate limit that does not say backs off': { error: new GitHubError('RateLimited', 'x'), next: { kind: 'backOff' } },
  'GitHub is away': { error: new GitHubError('Unavailable', 'x', { retryAfterMs: 5 }), next: { kind: 'backOff' } },
  'the API server is away': { error: new ObjectsError('Unavailable', 'x'), next: { kind: 'backOff' } },
  'a mistake of ours': { error: new TypeError('x'), next: { kind: 'backOff' } },
  'something that is no error': { error: 'x', next: { kind: 'backOff' } },
};

for (const [sentence, { error, next }] of Object.entries(errors)) {
  test(sentence, () => assert.deepEqual(nextAfterError(error), next));
}

/** Reconciles of one key that end as listed, one after the other. */
function scripted(...ends: readonly (Outcome | Error)[]) {
  const time = createVirtualTime();
  const lines: string[] = [];
  const at: number[] = [];
  const note =
    (level: string): Log['info'] =>
    (event, fields) =>
      void lines.push(`${level} ${event} ${fields?.['why'] ?? fields?.['error'] ?? fields?.['outcome']}`);
  const log: Log = { info: note('info'), warn: note('warn'), error: note('error') };
  const reconcile = async (): Promise<Outcome> => {
    const end = ends[at.length] ?? done;
    at.push(time.clock.now());
    if (end instanceof Error) throw end;
    return end;
  };
  const queue = createReconciler({
    name: 'test',
    reconcile,
    timers: time.timers,
    clock: time.clock,
    random: () => 0.5,
    log,
  });
  return { time, lines, at, queue };
}

test('what a port throws is a warning, and is tried again', async () => {
  const { time, lines, at, queue } = scripted(new ObjectsError('Unavailable', 'no answer'));
  queue.add('key');
  await time.advance(60_000);
  assert.equal(at.length, 2);
  assert.deepEqual(lines, ['warn reconcile-failed no answer', 'info reconciled done']);
});

test('what nobody expected is an error, and is tried again', async () => {
  const { time, lines, at, queue } = scripted(new Error('it broke'));
  queue.add('key');
  await time.advance(60_000);
  assert.equal(at.length, 2);
  assert.deepEqual(lines, ['error reconcile-broken it broke', 'info reconciled done']);
});

test('a conflict is tried again soon, and is nothing to warn of', async () => {
  const { time, lines, at, queue } = scripted(new ObjectsError('Conflict', 'x'));
  queue.add('key');
  await time.advance(100);
  assert.deepEqual(
    [at, lines],
    [
      [0, 75],
      ['info reconcile-conflict x', 'info reconciled done'],
    ],
  );
});

test('a conflict that stays, as with a cache that is old, is tried less and less often', async () => {
  const { time, at, queue } = scripted(...Array.from({ length: 1000 }, () => new ObjectsError('Conflict', 'x')));
  queue.add('key');
  await time.advance(60_000);
  assert.ok(at.length > 5 && at.length < 15, `${at.length} times in a minute`);
});

test('what is refused because another leads ends the work in silence', async () => {
  const { time, lines, at, queue } = scripted(new NotLeading('apply x'));
  queue.add('key');
  await time.advance(600_000);
  assert.deepEqual([at, lines], [[0], []]);
});

test('the log says why something waits', async () => {
  const { time, lines, queue } = scripted({ kind: 'waiting', ...reason });
  queue.add('key');
  await time.advance(0);
  assert.deepEqual(lines, ['info reconciled ChecksPending: waiting for test']);
});
