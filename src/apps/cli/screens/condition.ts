import type { ConditionView } from '#apps/server/views.ts';

export const conditionOf = (conditions: readonly ConditionView[], type: string): ConditionView | undefined =>
  conditions.find((condition) => condition.type === type);
