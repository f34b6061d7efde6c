import { replaced, takeId, withRepository, type Change } from '#emulation/github/change.ts';
import { commentEvent } from '#emulation/github/events/comment.ts';
import { scene } from '#emulation/github/events/envelope.ts';
import { pullRequestOf, writableRepository } from '#emulation/github/find.ts';
import { notFound } from '#emulation/github/refusal.ts';
import type { Author, IssueComment } from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';
import { assertBody } from './limits.ts';
import { withPullRequests } from './pull-request-states.ts';

export interface CreateComment {
  readonly repository: number;
  readonly number: number;
  readonly body: string;
  readonly user: Author;
}

export function createComment(state: GitHubState, { repository: id, number, body, user }: CreateComment, now: number) {
  const pullRequest = pullRequestOf(writableRepository(state, id), number);
  assertBody(body);
  const taken = takeId(withPullRequests(state, id, [{ ...pullRequest, updatedAt: now }]));
  const repository = writableRepository(taken.state, id);
  const comment: IssueComment = { id: taken.id, issueNumber: number, body, user, createdAt: now, updatedAt: now };
  const next = withRepository(taken.state, { ...repository, comments: [...repository.comments, comment] });
  return { state: next, events: [commentEvent(scene(next, id, user.login), comment)] };
}

export interface EditComment {
  readonly repository: number;
  readonly id: number;
  readonly body: string;
  readonly actor: string;
}

export function editComment(
  state: GitHubState,
  { repository: id, id: commentId, body, actor }: EditComment,
  now: number,
) {
  const repository = writableRepository(state, id);
  const before = repository.comments.find((one) => one.id === commentId);
  if (!before) throw notFound();
  assertBody(body);
  const comment: IssueComment = { ...before, body, updatedAt: now };
  const next = withRepository(state, { ...repository, comments: replaced(repository.comments, comment) });
  return { state: next, events: [commentEvent(scene(next, id, actor), comment, before.body)] } satisfies Change;
}
