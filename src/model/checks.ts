/** One check of a commit as GitHub reports it: a check run, or the newest commit status of a context. */
export interface Check {
  readonly name: string;
  readonly state: 'pending' | 'passed' | 'failed';
}

/** Which checks must have passed: named in the file or required by GitHub, or explicitly none. */
export type NamedChecks = { readonly kind: 'none' } | { readonly kind: 'named'; readonly names: readonly string[] };

/** What the named checks of one commit amount to. An absent named check is pending. */
export type ChecksVerdict =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly failed: readonly string[] }
  | { readonly kind: 'pending'; readonly pending: readonly string[] }
  | { readonly kind: 'unnamed' };

/** Contexts that we write ourselves are never a condition for what we do. */
export const OUR_CONTEXT = 'dungeonmaster/';

export const withoutOurs = (names: readonly string[]): readonly string[] =>
  names.filter((name) => !name.startsWith(OUR_CONTEXT));

/**
 * Judges the checks of one commit.
 * @param named what the team names; undefined when neither the file nor GitHub names any; names of ours do not count
 * @param checks all checks that GitHub reported for the commit
 */
export function judgeChecks(named: NamedChecks | undefined, checks: readonly Check[]): ChecksVerdict {
  if (named === undefined) return { kind: 'unnamed' };
  if (named.kind === 'none') return { kind: 'passed' };

  const theirs = withoutOurs(named.names);
  if (theirs.length === 0) return { kind: 'unnamed' };
  const stateOf = (name: string) => worstState(checks.filter((check) => check.name === name));
  const failed = theirs.filter((name) => stateOf(name) === 'failed');
  if (failed.length > 0) return { kind: 'failed', failed };

  const pending = theirs.filter((name) => stateOf(name) === 'pending');
  return pending.length > 0 ? { kind: 'pending', pending } : { kind: 'passed' };
}

/** Two apps may report a check of the same name; all of them must have passed. */
function worstState(checks: readonly Check[]): Check['state'] {
  if (checks.some(({ state }) => state === 'failed')) return 'failed';
  if (checks.length === 0 || checks.some(({ state }) => state === 'pending')) return 'pending';
  return 'passed';
}
