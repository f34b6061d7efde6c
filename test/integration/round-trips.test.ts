import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Hint } from '#apps/function/hint.ts';
import { createWake } from '#apps/function/wake.ts';
import { seededRandom } from '#lib/random.ts';
import type { CommitSha } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import { sleep } from '#ports/timers.ts';
import { createVirtualTime } from '#test/virtual-time.ts';
import { emulatedDelivery } from './emulated-delivery.testing.ts';

const ROUND_MS = 100;
const MOST_ROUNDS = 20;

type Expected = (Hint & { readonly kind: 'pullRequest' })['expected'];

/** A preview that runs, of which each request to GitHub takes one round. */
async function running() {
  const time = createVirtualTime();
  const delivery = await emulatedDelivery(() => sleep(time.timers, ROUND_MS));
  const { world, objects } = delivery;
  const { wake } = createWake({ ...delivery, timers: time.timers, random: seededRandom(1) });
  const commit = async (text: string): Promise<CommitSha> => {
    const head = await world.push('cart', { 'cart.js': text });
    await world.check(head, 'test', 'success');
    return head;
  };
  /** How many rounds go by until the spec names a commit. */
  const roundsUntil = async (head: CommitSha, expected?: Expected): Promise<number> => {
    const hint = { kind: 'pullRequest', repository: world.repository, number: 1 } as const;
    const woken = wake({ ...hint, ...(expected && { expected }) });
    for (let round = 1; round <= MOST_ROUNDS; round += 1) {
      await time.advance(ROUND_MS);
      const found = await objects.get('Environment', { name: 'shop-pr-1', namespace: HOME_NAMESPACE });
      if (found?.spec.revision?.sha !== head) continue;
      await time.advance(MOST_ROUNDS * ROUND_MS);
      await woken;
      return round;
    }
    throw new Error(`${head} does not run after ${MOST_ROUNDS} rounds`);
  };
  const first = await commit('1');
  await world.openPullRequest('cart');
  await roundsUntil(first);
  return { commit, roundsUntil, first };
}

const cases: Record<string, { expects: (head: CommitSha, first: CommitSha) => Expected; rounds: number }> = {
  'a push whose delivery names its head waits for GitHub twice: for what is read, and for the record': {
    expects: (head) => ({ head, base: 'main' }),
    rounds: 2,
  },
  'one whose delivery names nothing waits for the pull request before': { expects: () => undefined, rounds: 3 },
  'so does one whose delivery is old': { expects: (_, first) => ({ head: first, base: 'main' }), rounds: 3 },
};
for (const [sentence, { expects, rounds }] of Object.entries(cases)) {
  test(sentence, async () => {
    const { commit, roundsUntil, first } = await running();
    const head = await commit('2');
    assert.equal(await roundsUntil(head, expects(head, first)), rounds);
  });
}
