import type { Branch } from '#adapters/local/repository/mirror.ts';

/** What decides which branches are shown as pull requests. */
export interface SelectionWorld {
  /** All but the base, the newest commit first. */
  readonly branches: readonly Branch[];
  /** Where each branch was when it was looked at before; undefined at the very first look. */
  readonly before: ReadonlyMap<string, string> | undefined;
  /** Those that GitHub has. */
  readonly shown: ReadonlySet<string>;
  /** Those that the user named. */
  readonly wanted: ReadonlySet<string>;
  /** How many are shown at the first look. */
  readonly limit: number;
}

/**
 * The branches that GitHub shall have: those that it has, those that the user named, those that came or moved since the
 * last look, and at the first look the newest of those that are not merged. Nobody starts two hundred services because
 * a repository has two hundred branches. Pure.
 */
export function selectBranches({ branches, before, shown, wanted, limit }: SelectionWorld): readonly Branch[] {
  const open = branches.filter(({ merged }) => !merged);
  const first = new Set(before ? [] : open.slice(0, limit).map(({ name }) => name));
  return branches.filter(
    ({ name, sha, merged }) =>
      shown.has(name) || wanted.has(name) || first.has(name) || (!merged && before && before.get(name) !== sha),
  );
}
