import type { ExpectedHead } from '#features/deliver/preview/gather.ts';
import type { CommitSha, RepositoryRef } from '#model/ids.ts';

/** What a delivery hints at: something to read again, never something to believe. */
export type Hint =
  | {
      readonly kind: 'pullRequest';
      readonly repository: RepositoryRef;
      readonly number: number;
      readonly expected?: ExpectedHead;
    }
  /** The pull requests that are `named` have hints of their own. */
  | {
      readonly kind: 'commit';
      readonly repository: RepositoryRef;
      readonly sha: CommitSha;
      readonly named: readonly number[];
    }
  | { readonly kind: 'branch'; readonly repository: RepositoryRef; readonly branch: string };

export type Hints =
  | { readonly kind: 'hints'; readonly hints: readonly Hint[] }
  /** Nothing that we decide depends on it. */
  | { readonly kind: 'ignored'; readonly reason: string }
  /** It lacks what every delivery of its event has; the reason names the field. */
  | { readonly kind: 'malformed'; readonly reason: string };

/** One key for each thing that is read again, by the repository's number: a rename changes nothing, nor what is expected. */
export function keyOf(hint: Hint): string {
  const { id } = hint.repository;
  switch (hint.kind) {
    case 'pullRequest':
      return `${id} pull request ${hint.number}`;
    case 'commit':
      return [id, 'commit', hint.sha, ...hint.named.map((number) => `but ${number}`)].join(' ');
    case 'branch':
      return `${id} branch ${hint.branch}`;
  }
}
