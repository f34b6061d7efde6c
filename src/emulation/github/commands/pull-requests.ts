import { contains } from '#emulation/github/ancestry.ts';
import { takeId, withRepository, type Change } from '#emulation/github/change.ts';
import { scene } from '#emulation/github/events/envelope.ts';
import { pullRequestEvent, type PullRequestAction } from '#emulation/github/events/pull-request.ts';
import { pullRequestOf, repositoryById, userByLogin, writableRepository } from '#emulation/github/find.ts';
import { invalid, type Refusal } from '#emulation/github/refusal.ts';
import { own, type Label, type PullRequest, type Repository } from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';
import { closed, withPullRequests } from './pull-request-states.ts';

export interface OpenPullRequest {
  readonly repository: number;
  readonly title: string;
  readonly body?: string | null;
  /** The name of the branch; of the same repository unless `repository` names the fork. */
  readonly head: { readonly ref: string; readonly repository?: number };
  readonly base: string;
  readonly author: string;
  readonly labels?: readonly Label[];
  readonly draft?: boolean;
}

export function openPullRequest(state: GitHubState, parameters: OpenPullRequest, now: number): Change {
  const {
    repository: id,
    author,
    base,
    head: { ref, repository: headId = id },
  } = parameters;
  userByLogin(state, author);
  const repository = writableRepository(state, id);
  const source = repositoryById(state, headId);
  const headSha = own(source.branches, ref);
  const baseSha = baseShaOf(repository, base);
  if (headSha === undefined) throw invalid({ resource: 'PullRequest', field: 'head', code: 'invalid' });
  assertNoneOpen(repository, source, ref, base);

  const taken = takeId(state);
  const number = repository.lastNumber + 1;
  const pullRequest: PullRequest = {
    id: taken.id,
    number,
    title: parameters.title,
    body: parameters.body ?? null,
    state: 'open',
    mergeSha: null,
    head: { ref, sha: headSha, repositoryId: headId },
    base: { ref: base, sha: baseSha },
    author,
    labels: parameters.labels ?? [],
    draft: parameters.draft ?? false,
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    mergedAt: null,
    mergedBy: null,
  };
  const next = withRepository(taken.state, {
    ...repository,
    commits: { ...repository.commits, ...(headId !== id && source.commits) },
    lastNumber: number,
    pullRequests: [...repository.pullRequests, pullRequest],
  });
  return { state: next, events: [pullRequestEvent(scene(next, id, author), 'opened', number)] };
}

function assertNoneOpen({ pullRequests }: Repository, { id, owner }: Repository, ref: string, base: string): void {
  const found = pullRequests.some(
    (one) => one.state === 'open' && one.head.repositoryId === id && one.head.ref === ref && one.base.ref === base,
  );
  const message = `A pull request already exists for ${owner}:${ref}.`;
  if (found) throw invalid({ resource: 'PullRequest', code: 'custom', message });
}

interface Which {
  readonly repository: number;
  readonly number: number;
  readonly actor: string;
}

export type EditPullRequest = Which & {
  readonly title?: string;
  readonly body?: string | null;
  /** The name of the new base branch. */
  readonly base?: string;
};

export function editPullRequest(state: GitHubState, parameters: EditPullRequest, now: number): Change {
  const repository = writableRepository(state, parameters.repository);
  const before = pullRequestOf(repository, parameters.number);
  const { title = before.title, body = before.body, base: ref = before.base.ref } = parameters;
  const base = ref === before.base.ref ? before.base : { ref, sha: baseShaOf(repository, ref) };
  const after = { ...before, title, body, base, updatedAt: now };
  const changes = changesBetween(before, after);
  if (Object.keys(changes).length === 0) return { state, events: [] };
  return changed(state, parameters, after, 'edited', { changes });
}

/** What an `edited` event says of the values before. */
const changesBetween = (before: PullRequest, after: PullRequest) => ({
  ...(after.title !== before.title && { title: { from: before.title } }),
  ...(after.body !== before.body && { body: { from: before.body ?? '' } }),
  ...(after.base !== before.base && { base: { ref: { from: before.base.ref }, sha: { from: before.base.sha } } }),
});

function baseShaOf({ branches }: Repository, ref: string): string {
  const sha = own(branches, ref);
  if (sha === undefined) throw invalid({ resource: 'PullRequest', field: 'base', code: 'invalid' });
  return sha;
}

export function closePullRequest(state: GitHubState, which: Which, now: number): Change {
  const before = pullRequestOf(writableRepository(state, which.repository), which.number);
  if (before.state === 'closed') return { state, events: [] };
  return changed(state, which, closed(before, now), 'closed');
}

/** GitHub refuses to reopen what was merged, and what lost its branch or had it rewritten. */
export function reopenPullRequest(state: GitHubState, which: Which, now: number): Change {
  const before = pullRequestOf(writableRepository(state, which.repository), which.number);
  if (before.state === 'open') return { state, events: [] };
  const sha = reopenedHead(state, before);
  const head = { ...before.head, sha };
  return changed(state, which, { ...before, head, state: 'open', closedAt: null, updatedAt: now }, 'reopened');
}

const staysClosed = (why: string): Refusal =>
  invalid({ resource: 'PullRequest', field: 'state', code: 'invalid', message: `state cannot be changed. ${why}` });

/** The head that a pull request is reopened with: that of its branch now. */
function reopenedHead(state: GitHubState, { head, mergedAt }: PullRequest): string {
  if (mergedAt !== null) throw staysClosed('The pull request cannot be reopened.');
  const source = state.repositories.find(({ id }) => id === head.repositoryId);
  if (!source) throw staysClosed('The repository that submitted this pull request has been deleted.');
  const sha = own(source.branches, head.ref);
  if (sha === undefined) throw staysClosed(`The ${head.ref} branch has been deleted.`);
  if (contains(source.commits, sha, head.sha)) return sha;
  throw staysClosed(`The ${head.ref} branch was force-pushed or recreated.`);
}

function changed(
  state: GitHubState,
  { repository, actor }: Which,
  pullRequest: PullRequest,
  action: PullRequestAction,
  more?: Readonly<Record<string, unknown>>,
): Change {
  userByLogin(state, actor);
  const next = withPullRequests(state, repository, [pullRequest]);
  const event = pullRequestEvent(scene(next, repository, actor), action, pullRequest.number, more);
  return { state: next, events: [event] };
}
