import type { Evidence } from './evidence.ts';
import type { Law, Violation } from './law.ts';
import { law1 } from './law-1.ts';
import { law2 } from './law-2.ts';
import { law3 } from './law-3.ts';
import { law5 } from './law-5.ts';
import { law6 } from './law-6.ts';
import { law9 } from './law-9.ts';
import { oneLeader } from './one-leader.ts';

export const laws: readonly Law[] = [law1, law2, law3, law5, law6, law9, oneLeader];

/** Everything that broke a law, the earliest first. */
export const violations = (evidence: Evidence): readonly Violation[] =>
  laws
    .flatMap(({ name, check }) => check(evidence).map((found): Violation => ({ law: name, ...found })))
    .toSorted((left, right) => left.at - right.at);
