import { ifUnchanged, type ApplyCondition } from '#ports/objects/objects.ts';
import { equal } from '#lib/equal.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Lease } from '#model/kubernetes/workload.ts';
import { microTime } from '#ports/clock.ts';

type LeaseSpec = Lease['spec'];

/** A lease as it was last seen, and since when it has been seen like that, by our own stopwatch. */
export interface Observed {
  /** What an apply over it must name. */
  readonly condition: ApplyCondition;
  readonly spec: LeaseSpec;
  readonly sinceMs: number;
}

/**
 * The times in a lease are of its holder's clock and prove nothing here: what counts is for how long we have seen it
 * unchanged (client-go, tools/leaderelection: "does not consider timestamps in the leader election record").
 */
export function observe(before: Observed | undefined, lease: Stored<Lease>, nowMs: number): Observed {
  const isSame = before !== undefined && equal(before.spec, lease.spec);
  return { condition: ifUnchanged(lease), spec: lease.spec, sinceMs: isSame ? before.sinceMs : nowMs };
}

export const isHeldBy = (observed: Observed | undefined, identity: string): boolean =>
  observed?.spec.holderIdentity === identity;

/**
 * When a candidate may write itself into the lease, in milliseconds from now: at once when nobody holds it or itself
 * does, else when its holder has let it run out.
 */
export function claimableInMs(observed: Observed | undefined, identity: string, nowMs: number): number {
  if (!observed?.spec.holderIdentity || isHeldBy(observed, identity)) return 0;
  const { leaseDurationSeconds = 0 } = observed.spec;
  return Math.max(0, observed.sinceMs + leaseDurationSeconds * 1000 - nowMs);
}

/** The lease as its new or present holder writes it. @param now milliseconds since 1970 */
export function claim(
  observed: Observed | undefined,
  { identity, durationMs, now }: { readonly identity: string; readonly durationMs: number; readonly now: number },
): LeaseSpec {
  const { acquireTime, leaseTransitions = 0 } = observed?.spec ?? {};
  const time = microTime(now);
  const renewed = { holderIdentity: identity, leaseDurationSeconds: Math.ceil(durationMs / 1000), renewTime: time };
  if (isHeldBy(observed, identity)) return { ...renewed, acquireTime: acquireTime ?? time, leaseTransitions };
  return { ...renewed, acquireTime: time, leaseTransitions: observed ? leaseTransitions + 1 : 0 };
}

/** The lease as a holder leaves it who goes: nobody has to wait for its end (client-go's `release`). */
export function release({ spec: { leaseTransitions = 0 } }: Observed, now: number): LeaseSpec {
  const time = microTime(now);
  return { holderIdentity: '', leaseDurationSeconds: 1, renewTime: time, acquireTime: time, leaseTransitions };
}
