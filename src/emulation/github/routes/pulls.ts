import { z } from 'zod';
import type { Change } from '#emulation/github/change.ts';
import {
  closePullRequest,
  editPullRequest,
  openPullRequest,
  reopenPullRequest,
} from '#emulation/github/commands/pull-requests.ts';
import { pullRequestOf, repositoryById } from '#emulation/github/find.ts';
import { invalid } from '#emulation/github/refusal.ts';
import { own, type PullRequest, type Repository } from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';
import { pullRequestView, simplePullRequestView } from '#emulation/github/views/pull-request.ts';
import { authorOf, contributing, numberIn, reading, type RepositoryCall } from './access.ts';
import { readBody } from './body.ts';
import { pageOf } from './paging.ts';
import { ok } from './route.ts';

export const listPullRequests = reading('pull_requests=read', (call) => {
  const { state, repository, query } = call;
  const wanted = own(query, 'state') ?? 'open';
  const base = own(query, 'base');
  const head = own(query, 'head');
  const found = repository.pullRequests.filter(
    (one) =>
      (wanted === 'all' || one.state === wanted) &&
      (!base || one.base.ref === base) &&
      (!head || labelOf(state, one) === head),
  );
  const { items, headers } = pageOf(call, inOrder(found, own(query, 'sort'), own(query, 'direction')));
  return ok(
    items.map((one) => simplePullRequestView(state, repository, one)),
    headers,
  );
});

function inOrder(list: readonly PullRequest[], sort = 'created', direction?: string): readonly PullRequest[] {
  const by = (one: PullRequest): number => (sort === 'updated' ? one.updatedAt : one.createdAt);
  const ascending = list.toSorted((left, right) => by(left) - by(right) || left.number - right.number);
  return (direction ?? (sort === 'created' ? 'desc' : 'asc')) === 'asc' ? ascending : ascending.toReversed();
}

const labelOf = ({ repositories }: GitHubState, { head }: PullRequest): string =>
  `${repositories.find(({ id }) => id === head.repositoryId)?.owner}:${head.ref}`;

export const getPullRequest = reading('pull_requests=read', (call) => {
  const pullRequest = pullRequestOf(call.repository, numberIn(call, 'pull_number'));
  return ok(pullRequestView(call.state, call.repository, pullRequest));
});

const newPullRequest = z.object({
  title: z.string(),
  head: z.string(),
  base: z.string(),
  body: z.string().nullish(),
  draft: z.boolean().optional(),
});

export const createPullRequest = contributing('pull_requests=write', (call) => {
  const { state, now, repository } = call;
  const { title, head, base, body, draft = false } = readBody(newPullRequest, call.body);
  const source = { repository: repository.id, title, body: body ?? null, base, draft, author: authorOf(call).login };
  const change = openPullRequest(state, { ...source, head: headOf(state, repository, head) }, now);
  return answered(call, change, repository.lastNumber + 1, 201);
});

/** `branch`, or `owner:branch` of a fork. */
function headOf(state: GitHubState, repository: Repository, head: string) {
  const [owner, ref] = head.includes(':') ? head.split(':', 2) : [repository.owner, head];
  if (owner === repository.owner) return { ref: ref ?? '' };
  const fork = state.repositories.find((one) => one.owner === owner && one.forkOf === repository.id);
  if (!fork) throw invalid({ resource: 'PullRequest', field: 'head', code: 'invalid' });
  return { ref: ref ?? '', repository: fork.id };
}

const pullRequestEdit = z.object({
  title: z.string().optional(),
  body: z.string().nullable().optional(),
  state: z.enum(['open', 'closed']).optional(),
  base: z.string().optional(),
});

export const updatePullRequest = contributing('pull_requests=write', (call) => {
  const number = numberIn(call, 'pull_number');
  const { title, body, base, state: wanted } = readBody(pullRequestEdit, call.body);
  const which = { repository: call.repository.id, number, actor: authorOf(call).login };
  const fields = { ...(title !== undefined && { title }), ...(body !== undefined && { body }), ...(base && { base }) };
  const edited = editPullRequest(call.state, { ...which, ...fields }, call.now);
  const moved = wanted && (wanted === 'open' ? reopenPullRequest : closePullRequest)(edited.state, which, call.now);
  const change = moved ? { state: moved.state, events: [...edited.events, ...moved.events] } : edited;
  return answered(call, change, number, 200);
});

function answered({ repository: { id } }: RepositoryCall, change: Change, number: number, status: number) {
  const repository = repositoryById(change.state, id);
  const body = pullRequestView(change.state, repository, pullRequestOf(repository, number));
  return { status, body, headers: { location: body.url }, change };
}
