import { covers } from '#lib/equal.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Pod } from '#model/kubernetes/workload.ts';
import { requeueAfter, type Outcome } from '#model/outcome.ts';
import { isoTime } from '#ports/clock.ts';
import type { PolicyEnforcement } from '#ports/isolation.ts';
import type { Applied } from '#ports/objects/objects.ts';
import type { CanaryConfig } from './config.ts';
import type { CanaryWorld } from './gather.ts';
import { isOurs, proofOn, type Proof } from './proof.ts';
import { callerPod, callers, CANARY_NAMESPACE, LISTENER, listenerPod, namespace, policies } from './render.ts';
import { judge, type Calls } from './rules.ts';

export type CanaryAction =
  | { readonly kind: 'apply'; readonly object: Applied<'Namespace'> | Applied<'NetworkPolicy'> | Applied<'Pod'> }
  | { readonly kind: 'deletePod'; readonly name: string; readonly uid: string };

export interface CanaryPlan {
  readonly actions: readonly CanaryAction[];
  readonly outcome: Outcome;
}

/** How soon it is looked at again while something goes on. */
const LOOK_MS = 3_000;
/** A round that takes longer than this has failed: images are pulled, and callers have their own deadline. */
const ROUND_MS = 5 * 60_000;
/** A network plugin may be exchanged; one that does not enforce may be mended. */
const AGAIN_MS: Readonly<Record<PolicyEnforcement, number>> = {
  enforced: 6 * 60 * 60_000,
  notEnforced: 10 * 60_000,
  unknown: 10 * 60_000,
};

/**
 * Finds out whether this cluster does what network policies say: by pods that try what a policy forbids, beside one that
 * tries the same and may. Pure. @param now milliseconds since 1970
 */
export function planCanary(world: CanaryWorld, config: CanaryConfig, now: number): CanaryPlan {
  const proof = proofOn(world.namespace);
  if (world.namespace && !isOurs(world.namespace)) {
    const message = `a namespace ${CANARY_NAMESPACE} exists that is not ours: rename it or delete it`;
    return { actions: [], outcome: { kind: 'stalled', reason: 'NamespaceTaken', message } };
  }
  if ([world.namespace, ...world.pods].some((one) => one?.metadata.deletionTimestamp !== undefined)) {
    return { actions: [], outcome: requeueAfter(LOOK_MS, 'the round before is not gone yet') };
  }
  const dueMs = proof ? Date.parse(proof.at) + AGAIN_MS[proof.result] - now : 0;
  if (dueMs <= 0) return planRound(world, config, proof, now);
  return { actions: world.pods.map(deletion), outcome: requeueAfter(dueMs, 'policies are tried again then') };
}

function planRound(world: CanaryWorld, config: CanaryConfig, proof: Proof | undefined, now: number): CanaryPlan {
  const began = Math.min(...world.pods.map(({ metadata }) => Date.parse(metadata.creationTimestamp)));
  if (now - began > ROUND_MS) return conclude(world, { result: 'unknown', why: whatHangs(world) }, now);

  const fence = missingFence(world, proof);
  const listener = podNamed(world, LISTENER);
  if (!listener) return begin([...fence, listenerPod(config)]);
  if (fence.length > 0) return begin(fence);
  return planCalls(world, config, listener, now);
}

function planCalls(world: CanaryWorld, config: CanaryConfig, { status }: Stored<Pod>, now: number): CanaryPlan {
  if (status?.phase === 'Failed') return conclude(world, { result: 'unknown', why: 'the listener ended' }, now);
  const host = status?.phase === 'Running' ? status.podIP : undefined;
  if (host === undefined) return begin([]);
  const missing = callers.filter((caller) => !podNamed(world, caller));
  if (missing.length > 0) return begin(missing.map((caller) => callerPod(config, caller, host)));
  const calls = callsOf(world);
  return calls ? conclude(world, judge(calls), now) : begin([]);
}

/** Nothing is concluded yet. */
const begin = (objects: readonly Extract<CanaryAction, { readonly kind: 'apply' }>['object'][]): CanaryPlan => ({
  actions: objects.map((object) => ({ kind: 'apply', object })),
  outcome: requeueAfter(LOOK_MS, 'policies are being tried'),
});

/** The proof is written before its pods go: a round that breaks off between is not begun again. */
const conclude = ({ pods }: CanaryWorld, found: Omit<Proof, 'at'>, now: number): CanaryPlan => ({
  actions: [{ kind: 'apply', object: namespace({ ...found, at: isoTime(now) }) }, ...pods.map(deletion)],
  outcome: requeueAfter(AGAIN_MS[found.result], `policies: ${found.result}: ${found.why}`),
});

const deletion = ({ metadata: { name, uid } }: Stored<Pod>): CanaryAction => ({ kind: 'deletePod', name, uid });

function missingFence(world: CanaryWorld, proof: Proof | undefined) {
  const wanted = namespace(proof);
  const missing = policies.filter(
    (policy) =>
      !covers(
        world.policies.find(({ metadata }) => metadata.name === policy.metadata.name),
        policy,
      ),
  );
  return covers(world.namespace, wanted) ? missing : [wanted, ...missing];
}

const podNamed = ({ pods }: CanaryWorld, name: string): Stored<Pod> | undefined =>
  pods.find(({ metadata }) => metadata.name === name);

/** Undefined while one of them still calls. */
function callsOf(world: CanaryWorld): Calls | undefined {
  const pods = callers.map((caller) => podNamed(world, caller));
  if (!pods.every((pod) => pod?.status?.phase === 'Succeeded' || pod?.status?.phase === 'Failed')) return undefined;
  const codes = pods.map((pod) => pod?.status?.containerStatuses?.[0]?.state.terminated?.exitCode);
  return Object.fromEntries(callers.map((caller, index) => [caller, codes[index]])) as Record<
    (typeof callers)[number],
    number | undefined
  >;
}

/** Which pods did not come to their end, with the kubelet's words. */
function whatHangs({ pods }: CanaryWorld): string {
  const hanging = pods
    .filter(({ metadata, status }) => metadata.name !== LISTENER || status?.phase !== 'Running')
    .map(({ metadata, status }) => {
      const reason = status?.containerStatuses?.[0]?.state.waiting?.reason ?? status?.phase ?? 'Pending';
      return `${metadata.name}: ${reason}`;
    });
  return `its pods did not come to an end: ${hanging.join(', ')}`;
}
