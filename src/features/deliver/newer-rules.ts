import type { Rule } from '#lib/rule.ts';
import type { Environment } from '#model/environment.ts';
import { RULES_VERSION } from './ports.ts';

/** A controller or function of a later version has written here: an earlier one keeps its hands off (law 5). */
export const newerRules: Rule<{ readonly environment: Environment | undefined }, 'NewerRules'> = {
  reason: 'NewerRules',
  holds: ({ environment }) =>
    environment && environment.spec.rulesVersion > RULES_VERSION
      ? `written by rules of version ${environment.spec.rulesVersion}, these are ${RULES_VERSION}`
      : undefined,
};
