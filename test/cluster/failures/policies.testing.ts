import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock as clock } from '#adapters/node/time.ts';
import { reconcileCanary } from '#apps/controller/canary.ts';
import { waitFor } from '#dev/processes/wait.ts';
import { proofOn, type Proof } from '#features/canary/proof.ts';
import {
  AT_ANNOTATION,
  CANARY_NAMESPACE,
  LISTENER,
  PROOF_ANNOTATION,
  WHY_ANNOTATION,
  type Caller,
} from '#features/canary/render.ts';
import type { Bench, UseBench } from './bench.testing.ts';
import { dropOn, type Drops } from './drops.testing.ts';

const ROUND_MS = 90_000;
const LOOK_MS = 500;
const forbidden: readonly Caller[] = ['kept-out', 'kept-in'];

/** Whether policies hold is found out by pods, and code of forks waits for it. */
export function policyTests(bench: UseBench): void {
  test('a fork runs only where real pods prove that policies are enforced', async (context) => {
    const { cluster, images } = bench();
    const first = await proof(bench());
    assert.deepEqual([first.result, first.why], ['notEnforced', 'a policy for ingress let in whom it must not']);
    const fork = await bench().preview('forked', 'fork');
    await fork.run({ image: images.first });
    const { message } = await fork.progress('PoliciesNotEnforced');
    assert.match(message, /does not enforce network policies: code of forks does not run here$/);
    assert.equal(await bench().ground.objects.get('Namespace', { name: fork.name }), undefined);

    const drops = await dropOn(cluster.nodes);
    try {
      await forget(bench());
      const [second] = await Promise.all([newProof(bench()), enforce(bench(), drops)]);
      context.diagnostic(`${first.result}: ${first.why}; ${second.result}: ${second.why}`);
      assert.equal(second.result, 'enforced', second.why);
      await fork.run({ image: images.second });
      await fork.available();
    } finally {
      await drops.remove();
    }
  });
}

const findProof = async ({ ground }: Bench): Promise<Proof | undefined> =>
  proofOn(await ground.objects.get('Namespace', { name: CANARY_NAMESPACE }));

/** What the controller finds out by itself. */
async function proof(bench: Bench): Promise<Proof> {
  let found: Proof | undefined;
  await waitFor('a proof', ROUND_MS, async () => (found = await findProof(bench)) !== undefined);
  return found ?? assert.fail();
}

/** As if it had never been found out. */
const forget = async ({ cluster, ground }: Bench): Promise<void> => {
  const isOver = async () => (await ground.objects.list('Pod', { namespace: CANARY_NAMESPACE })).items.length === 0;
  await waitFor('the end of the round before', ROUND_MS, isOver);
  const annotations = [PROOF_ANNOTATION, WHY_ANNOTATION, AT_ANNOTATION].map((name) => `${name}-`);
  await cluster.kubectl(['annotate', 'namespace', CANARY_NAMESPACE, ...annotations]);
};

/** The controller would look again in ten minutes only. */
async function newProof(bench: Bench): Promise<Proof> {
  const { ground, canary } = bench;
  let found: Proof | undefined;
  await waitFor('another proof', ROUND_MS, async () => {
    await pause(LOOK_MS);
    await reconcileCanary(ground, clock, canary);
    return (found = await findProof(bench)) !== undefined;
  });
  return found ?? assert.fail();
}

/** Drops what the canary's policies forbid, as soon as its pods have addresses. */
async function enforce({ ground }: Bench, drops: Drops): Promise<void> {
  const addresses = new Map<string, string>();
  await waitFor('addresses of all canaries', ROUND_MS, async () => {
    const { items } = await ground.objects.list('Pod', { namespace: CANARY_NAMESPACE });
    for (const { metadata, status } of items)
      if (metadata.deletionTimestamp === undefined && status?.podIP) addresses.set(metadata.name, status.podIP);
    return [LISTENER, ...forbidden].every((name) => addresses.has(name));
  });
  for (const caller of forbidden) await drops.between(addresses.get(caller) ?? '', addresses.get(LISTENER) ?? '');
}
