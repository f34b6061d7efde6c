import { strict as assert } from 'node:assert';

/** One way in which the other emulation of GitHub differs from ours, and why that is known. */
export interface Difference {
  /** Matches the lines of what was found. */
  readonly line: RegExp;
  readonly why: string;
}

/** Fails for what was found and is not listed, and for what is listed and was not found. */
export function assertListed(found: readonly string[], listed: readonly Difference[]): void {
  const unknown = found.filter((line) => !listed.some((one) => one.line.test(line)));
  assert.deepEqual(unknown, [], 'differences that nobody has explained');
  const gone = listed.filter((one) => !found.some((line) => one.line.test(line)));
  assert.deepEqual(gone, [], 'differences that are there no more');
}
