import type { Condition } from '#model/kubernetes/meta.ts';

export type ConditionNow = Omit<Condition, 'lastTransitionTime'>;

/** The conditions as they are now; `lastTransitionTime` moves with the status alone. */
export const transition = (
  before: readonly Condition[] | undefined,
  changes: readonly ConditionNow[],
  now: string,
): readonly Condition[] =>
  changes.map((change) => {
    const old = before?.find(({ type }) => type === change.type);
    return { ...change, lastTransitionTime: old?.status === change.status ? old.lastTransitionTime : now };
  });

export const isTrue = (conditions: readonly Condition[] | undefined, wanted: string): boolean =>
  conditions?.some(({ type, status }) => type === wanted && status === 'True') === true;
