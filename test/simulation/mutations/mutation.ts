import type { LawName } from '#test/simulation/laws/law.ts';

/** A change of the product's code that breaks one law. */
export interface Mutation {
  readonly law: LawName;
  /** What the change makes wrong, for people. */
  readonly sentence: string;
  /** Below the repository's root. */
  readonly file: string;
  /** Must occur exactly once in the file: a mutation that no longer applies fails its test. */
  readonly find: string;
  readonly replace: string;
}
