import { breakActs } from './acts.ts';
import { breakLaw1 } from './law-1.ts';
import { breakLaw2 } from './law-2.ts';
import { breakLaw3 } from './law-3.ts';
import { breakLaw4 } from './law-4.ts';
import { breakLaw5 } from './law-5.ts';
import { breakLaw6 } from './law-6.ts';
import { breakLaw9 } from './law-9.ts';
import type { Mutation } from './mutation.ts';
import { breakOneLeader } from './one-leader.ts';

/** At least one for each law that the simulation checks: the proof that its checker bites. */
export const mutations: readonly Mutation[] = [
  breakLaw1,
  breakLaw2,
  breakLaw3,
  breakLaw4,
  ...breakLaw5,
  breakLaw6,
  breakLaw9,
  ...breakActs,
  ...breakOneLeader,
];
