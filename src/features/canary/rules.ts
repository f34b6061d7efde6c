import { firstThatHolds, type Rule } from '#lib/rule.ts';
import type { PolicyEnforcement } from '#ports/isolation.ts';
import { BLOCKED, REACHED } from './config.ts';
import { callers, type Caller } from './render.ts';

/** With what each caller ended; undefined where that is not known. */
export type Calls = Readonly<Record<Caller, number | undefined>>;

/** Why policies are not proven to be enforced. What is not known comes before what is known to be wrong. */
export const reasonsAgainst: readonly Rule<Calls, Exclude<PolicyEnforcement, 'enforced'>>[] = [
  {
    reason: 'unknown',
    holds: (calls) => {
      const broken = callers.find((caller) => calls[caller] !== REACHED && calls[caller] !== BLOCKED);
      return broken && `the caller ${broken} ended with ${calls[broken] ?? 'no word'}`;
    },
  },
  {
    reason: 'unknown',
    holds: ({ control }) =>
      control === REACHED ? undefined : 'the caller whom nothing forbids it did not reach the listener',
  },
  {
    reason: 'notEnforced',
    holds: (calls) => (calls['kept-out'] === REACHED ? 'a policy for ingress let in whom it must not' : undefined),
  },
  {
    reason: 'notEnforced',
    holds: (calls) => (calls['kept-in'] === REACHED ? 'a policy for egress let out whom it must not' : undefined),
  },
];

/** What the calls prove. */
export function judge(calls: Calls): { readonly result: PolicyEnforcement; readonly why: string } {
  const against = firstThatHolds(reasonsAgainst, calls);
  return against
    ? { result: against.reason, why: against.message }
    : { result: 'enforced', why: 'policies for ingress and egress kept out and in whom they must' };
}
