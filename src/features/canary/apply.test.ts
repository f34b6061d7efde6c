import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { createLocalObjects } from '#adapters/local/objects/objects.ts';
import { seededRandom } from '#lib/random.ts';
import type { Pod } from '#model/kubernetes/workload.ts';
import { applyCanary } from './apply.ts';
import { nodeCanary } from './node-canary.ts';
import { gatherCanary } from './gather.ts';
import { planCanary } from './plan.ts';
import { isolationIn } from './proof.ts';
import { CANARY_NAMESPACE } from './render.ts';

const config = nodeCanary('ghcr.io/acme/dungeon-master@sha256:1');

/** A cluster whose callers end as they are told to, and rounds over it. */
function bench(codes: Readonly<Record<string, number>>) {
  let now = Date.parse('2025-06-01T13:00:00Z');
  const clock = { now: () => now };
  const objects = createLocalObjects({ clock, random: seededRandom(1) });
  const within = { namespace: CANARY_NAMESPACE };
  async function pass() {
    const world = await gatherCanary({ objects });
    const outcome = await applyCanary({ objects }, world, planCanary(world, config, now));
    now += outcome.kind === 'requeueAfter' ? outcome.ms : 0;
    return outcome;
  }
  /** What the kubelet would do. */
  async function run() {
    for (const { metadata } of (await objects.list('Pod', within)).items) {
      const exitCode = codes[metadata.name];
      const status: Pod['status'] =
        exitCode === undefined
          ? { phase: 'Running', podIP: '10.0.0.9' }
          : {
              phase: exitCode === 0 ? 'Succeeded' : 'Failed',
              containerStatuses: [
                { name: 'canary', ready: false, restartCount: 0, imageID: '', state: { terminated: { exitCode } } },
              ],
            };
      await objects.putStatus('Pod', metadata, status ?? {}, { ifVersion: metadata.resourceVersion });
    }
  }
  async function round() {
    for (let count = 0; count < 3; count++) {
      await pass();
      await run();
    }
  }
  const pods = async () => (await objects.list('Pod', within)).items.map(({ metadata }) => metadata.name);
  return { round, pods, isolation: isolationIn(objects, clock) };
}

test('a round ends with a proof that others read, and leaves no pod', async () => {
  const { round, pods, isolation } = bench({ control: 0, 'kept-out': 3, 'kept-in': 3 });
  assert.equal(await isolation.enforcesPolicies(), 'unknown');
  await round();
  assert.equal(await isolation.enforcesPolicies(), 'enforced');
  assert.deepEqual(await pods(), []);
});

test('the next round replaces what the one before found out', async () => {
  const codes = { control: 0, 'kept-out': 3, 'kept-in': 3 };
  const { round, isolation } = bench(codes);
  await round();
  codes['kept-in'] = 0;
  await round();
  assert.equal(await isolation.enforcesPolicies(), 'notEnforced');
});
