import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { settle } from '#ports/manual-timers.testing.ts';
import { Concurrency } from './concurrency.ts';

const { signal } = new AbortController();

/** Tasks that go on until they are released, in the order in which they began. */
function tasksOf(concurrency: Concurrency) {
  const begun: string[] = [];
  const releases: (() => void)[] = [];
  const run = (name: string, until: AbortSignal = signal) =>
    concurrency.run(async () => {
      begun.push(name);
      await new Promise<void>((resolve) => void releases.push(resolve));
      return name;
    }, until);
  const runMany = (count: number) => Promise.all(Array.from({ length: count }, (_, index) => run(String(index))));
  const release = async (count: number) => {
    for (const one of releases.splice(0, count)) one();
    await settle();
  };
  return { begun, run, runMany, release };
}

const sequence = (count: number) => Array.from({ length: count }, (_, index) => String(index));

test('32 run at the most; the others follow in their order, each when one has ended', async () => {
  const { begun, runMany, release } = tasksOf(new Concurrency());
  const all = runMany(40);
  await settle();
  assert.deepEqual(begun, sequence(32));
  await release(1);
  assert.deepEqual(begun, sequence(33));
  await release(32);
  assert.deepEqual(begun, sequence(40));
  await release(40);
  assert.deepEqual(await all, sequence(40));
});

test('whoever comes while others wait waits behind them', async () => {
  const concurrency = new Concurrency();
  const { begun, runMany, run, release } = tasksOf(concurrency);
  runMany(33);
  await settle();
  const last = run('last');
  await release(1);
  assert.equal(begun.at(-1), '32');
  await release(33);
  await release(1);
  assert.equal(await last, 'last');
});

test('a task that throws makes room', async () => {
  const concurrency = new Concurrency();
  const fails = () => concurrency.run(() => Promise.reject(new Error('no')), signal);
  for (let count = 0; count < 100; count += 1) await assert.rejects(fails(), /no/);
  assert.equal(await concurrency.run(async () => 'yes', signal), 'yes');
});

test('who gives up leaves the queue, and its place to nobody but the next', async () => {
  const concurrency = new Concurrency();
  const { begun, run, runMany, release } = tasksOf(concurrency);
  runMany(32);
  const leaving = new AbortController();
  const left = run('left', leaving.signal);
  const stays = run('stays');
  leaving.abort();
  await assert.rejects(left, /given up before its turn/);
  await assert.rejects(run('late', AbortSignal.abort()), /given up before its turn/);
  await release(1);
  assert.equal(begun.at(-1), 'stays');
  await release(32);
  assert.equal(await stays, 'stays');
});

test('it grows by one with each round that is answered, up to 128', () => {
  const concurrency = new Concurrency();
  for (let count = 0; count < 34; count += 1) concurrency.answered();
  assert.equal(concurrency.limit, 33);
  for (let count = 0; count < 20_000; count += 1) concurrency.answered();
  assert.equal(concurrency.limit, 128);
});

test('a refusal halves it, down to one; those of one round count once', () => {
  const concurrency = new Concurrency();
  const limits: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    const began = concurrency.round;
    for (let count = 0; count < 32; count += 1) concurrency.refused(began);
    limits.push(concurrency.limit);
  }
  assert.deepEqual(limits, [16, 8, 4, 2, 1, 1, 1]);
});

test('after a refusal fewer run, and it grows again', async () => {
  const concurrency = new Concurrency();
  const { begun, runMany, release } = tasksOf(concurrency);
  runMany(64);
  concurrency.refused(concurrency.round);
  await release(16);
  assert.equal(begun.length, 32);
  await release(1);
  assert.equal(begun.length, 33);
  for (let count = 0; count < 36; count += 1) concurrency.answered();
  await release(1);
  assert.equal(begun.length, 33 + 3);
});
