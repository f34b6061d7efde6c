import { createHash } from 'node:crypto';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Deployment, Pod, PodTemplate } from '#model/kubernetes/workload.ts';
import { isTrue } from './conditions.ts';
import { TEMPLATE_HASH_LABEL } from './labels.ts';

/** What the next step of a rolling replacement is. */
export interface RolloutPlan {
  /** How many pods of the present template are made. */
  readonly create: number;
  readonly remove: readonly Stored<Pod>[];
}

const HASH_LENGTH = 10;

/** The same template has the same hash, whatever the order of its fields. */
export const templateHash = (template: PodTemplate): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted(template)))
    .digest('hex')
    .slice(0, HASH_LENGTH);

export const isReady = ({ status }: Pod): boolean => isTrue(status?.conditions, 'Ready');

export const isActive = ({ metadata }: Pod): boolean => metadata.deletionTimestamp === undefined;

export const isUpdated = (hash: string, { metadata }: Pod): boolean => metadata.labels?.[TEMPLATE_HASH_LABEL] === hash;

/**
 * Rolling update as Kubernetes does it, less the ReplicaSets: never fewer ready pods than `replicas - maxUnavailable`,
 * never more pods than `replicas + maxSurge`; of superseded templates, pods that are not ready go at once.
 * @param pods those of the Deployment that are not being deleted
 */
export function planRollout({ spec }: Deployment, pods: readonly Stored<Pod>[], hash: string): RolloutPlan {
  const { replicas } = spec;
  const { maxSurge = 1, maxUnavailable = 0 } = spec.strategy?.rollingUpdate ?? {};
  const updated = pods.filter((pod) => isUpdated(hash, pod));
  const [oldReady, oldUnready] = split(
    pods.filter((pod) => !isUpdated(hash, pod)),
    isReady,
  );
  const surplus = [...updated].toSorted(leastUseful).slice(0, Math.max(0, updated.length - replicas));
  const ready = updated.filter(isReady).length + oldReady.length - surplus.filter(isReady).length;
  const spare = Math.max(0, ready - (replicas - maxUnavailable));
  const room = replicas + maxSurge - updated.length - oldReady.length;
  return {
    create: Math.max(0, Math.min(replicas - updated.length, room)),
    remove: [...oldUnready, ...surplus, ...oldReady.toSorted(oldestFirst).slice(0, spare)],
  };
}

function split<Item>(items: readonly Item[], is: (item: Item) => boolean): readonly [readonly Item[], readonly Item[]] {
  return [items.filter((item) => is(item)), items.filter((item) => !is(item))];
}

const created = ({ metadata }: Stored<Pod>): number => Date.parse(metadata.creationTimestamp);

const oldestFirst = (left: Stored<Pod>, right: Stored<Pod>): number => created(left) - created(right);

/** Those that are not ready first, then the youngest. */
const leastUseful = (left: Stored<Pod>, right: Stored<Pod>): number =>
  Number(isReady(left)) - Number(isReady(right)) || created(right) - created(left);

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, sorted(field)]));
}
