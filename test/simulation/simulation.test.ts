import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { mutations } from './mutations/mutations.ts';
import { explain, missing } from './summary.ts';
import { run, runAll, seedsFrom } from './workers.ts';

const SEEDS = 200;
const TWICE = 10;
const THREADS = 2;
/** A mutation that is not caught within so many histories is not caught. */
const PATIENCE = 200;

test(`the laws hold in ${SEEDS} histories, everything occurs in them, and ${TWICE} lived again are the same`, async (t) => {
  const results = await runAll(seedsFrom(1, SEEDS), THREADS);
  const broken = results.filter(({ violations }) => violations.length > 0);

  await t.test('no law is broken', () => {
    assert.equal(
      broken.length,
      0,
      `${broken.length} histories break a law\n${broken.slice(0, 3).map(explain).join('\n')}`,
    );
    assert.equal(results.length, SEEDS, 'not every history was lived');
  });
  await t.test('every act, fault and plan occurs', () => assert.deepEqual(missing(results), []));
  await t.test('the same seed gives the same trace', async () => {
    const again = await runAll(seedsFrom(1, TWICE), 1);
    const hashes = (of: typeof results) => of.map(({ seed, hash }) => `${seed} ${hash}`);
    assert.deepEqual(hashes(again), hashes(results.slice(0, TWICE)));
  });
});

for (const mutation of mutations) {
  test(`${mutation.law} is seen broken when ${mutation.sentence}`, async () => {
    const results = await run({ seeds: seedsFrom(1, PATIENCE), mutation, untilLaw: mutation.law });
    const isCaught = results.some(({ violations }) => violations.some(({ law }) => law === mutation.law));
    assert.ok(isCaught, `${mutation.law} was not seen broken in ${results.length} histories`);
  });
}
