import type { Evidence } from './evidence.ts';

export type LawName = 'law 1' | 'law 2' | 'law 3' | 'law 4' | 'law 5' | 'law 6' | 'law 9' | 'one leader' | 'rest';

/** Something that must not have happened. */
export interface Violation {
  readonly law: LawName;
  readonly at: number;
  readonly what: string;
}

/** One law of the design, checked over everything that happened. */
export interface Law {
  readonly name: LawName;
  readonly sentence: string;
  /** Pure. */
  readonly check: (evidence: Evidence) => readonly { readonly at: number; readonly what: string }[];
}
