import { commitsBetween } from '#emulation/github/ancestry.ts';
import {
  NO_COMMIT,
  type Activity,
  type Commit,
  type IssueComment,
  type PullRequest,
  type Repository,
} from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';
import { deployedIn, type Deployed } from './deployed.ts';

/** What happened to a pull request, as data. */
export type Happening = { readonly at: number } & (
  | { readonly kind: 'pushed'; readonly actor: string; readonly commits: readonly Commit[] }
  | { readonly kind: 'forcePushed'; readonly actor: string; readonly from: string; readonly to: string }
  | { readonly kind: 'deployed'; readonly deployed: Deployed }
  | { readonly kind: 'commented'; readonly comment: IssueComment }
  | { readonly kind: 'merged'; readonly actor: string; readonly sha: string }
  | { readonly kind: 'closed' }
);

/** The story of a pull request in the order in which it happened. Pure. */
export function timelineOf(state: GitHubState, repository: Repository, pullRequest: PullRequest): readonly Happening[] {
  const pushes = pushesTo(state, repository, pullRequest);
  const shas = new Set(pushes.flatMap(shasOf));
  const deployed = deployedIn(repository, ({ sha }) => shas.has(sha));
  const comments = repository.comments.filter(({ issueNumber }) => issueNumber === pullRequest.number);
  const happenings: readonly Happening[] = [
    ...pushes,
    ...deployed.map((one): Happening => ({ kind: 'deployed', at: one.deployment.createdAt, deployed: one })),
    ...comments.map((comment): Happening => ({ kind: 'commented', at: comment.createdAt, comment })),
    ...endOf(pullRequest),
  ];
  return happenings.toSorted((left, right) => left.at - right.at);
}

function shasOf(happening: Happening): readonly string[] {
  if (happening.kind === 'pushed') return happening.commits.map(({ sha }) => sha);
  return happening.kind === 'forcePushed' ? [happening.from, happening.to] : [];
}

/** What it was opened with, and every push of its branch while it was open. Ids tell what came first. */
function pushesTo(state: GitHubState, { commits }: Repository, pullRequest: PullRequest): readonly Happening[] {
  const { head, base, id, author, createdAt, closedAt } = pullRequest;
  const source = state.repositories.find((one) => one.id === head.repositoryId);
  const moves = (source?.activity ?? []).filter(
    ({ ref, after }) => ref === `refs/heads/${head.ref}` && after !== NO_COMMIT,
  );
  const first = moves.findLast((move) => move.id < id)?.after ?? head.sha;
  const later = moves.filter((move) => move.id > id && move.timestamp <= (closedAt ?? Infinity));
  const opening: Happening = {
    kind: 'pushed',
    at: createdAt,
    actor: author,
    commits: commitsBetween(commits, base.sha, first),
  };
  return [opening, ...later.map((move) => pushOf(commits, move))];
}

function pushOf(
  commits: Repository['commits'],
  { timestamp: at, actor, before, after, activityType }: Activity,
): Happening {
  if (activityType === 'force_push') return { kind: 'forcePushed', at, actor, from: before, to: after };
  return { kind: 'pushed', at, actor, commits: commitsBetween(commits, before, after) };
}

function endOf({ closedAt, mergedAt, mergedBy, mergeSha }: PullRequest): readonly Happening[] {
  if (mergedAt !== null) return [{ kind: 'merged', at: mergedAt, actor: mergedBy ?? 'ghost', sha: mergeSha ?? '' }];
  return closedAt === null ? [] : [{ kind: 'closed', at: closedAt }];
}
