import type { Condition } from './kubernetes/meta.ts';

export type ConditionType = 'Ready' | 'Progressing' | 'Waiting' | 'Reported';

/** A condition without the times that the list keeps. */
export interface ConditionNow {
  readonly type: ConditionType;
  readonly status: Condition['status'];
  readonly reason: string;
  readonly message: string;
}

/**
 * The list with these conditions set, ordered by type; "since" moves only when the status does.
 * @param now RFC 3339
 */
export function withConditions(
  before: readonly Condition[] | undefined,
  changes: readonly ConditionNow[],
  now: string,
): readonly Condition[] {
  const kept = (before ?? []).filter(({ type }) => !changes.some((change) => change.type === type));
  const set = changes.map((change) => {
    const old = before?.find(({ type }) => type === change.type);
    return { ...change, lastTransitionTime: old?.status === change.status ? old.lastTransitionTime : now };
  });
  return [...kept, ...set].toSorted((left, right) => left.type.localeCompare(right.type));
}

export const conditionOf = (conditions: readonly Condition[] | undefined, type: ConditionType): Condition | undefined =>
  conditions?.find((condition) => condition.type === type);
