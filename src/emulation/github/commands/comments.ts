import { replaced, takeId, withRepository, type Change } from '#emulation/github/change.ts';
import { commentEvent } from '#emulation/github/events/comment.ts';
import { scene } from '#emulation/github/events/envelope.ts';
import { pullRequestOf, writableRepository } from '#emulation/github/find.ts';
import { invalid, notFound } from '#emulation/github/refusal.ts';
import type { Author, IssueComment } from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';
import { withPullRequests } from './pull-request-states.ts';

/** In characters, by GitHub's own answer to a longer one. */
const LONGEST_BODY = 65_536;

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

export function editComment(state: GitHubState, { repository: id, id: commentId, body, actor }: EditComment, now: number) {
  const repository = writableRepository(state, id);
  const before = repository.comments.find((one) => one.id === commentId);
  if (!before) throw notFound();
  assertBody(body);
  const comment: IssueComment = { ...before, body, updatedAt: now };
  const next = withRepository(state, { ...repository, comments: replaced(repository.comments, comment) });
  return { state: next, events: [commentEvent(scene(next, id, actor), comment, before.body)] } satisfies Change;
}

function assertBody(body: string): void {
  const issue = { resource: 'IssueComment', field: 'body' };
  if (body.trim() === '') throw invalid({ ...issue, code: 'missing_field' });
  const message = `body is too long (maximum is ${LONGEST_BODY} characters)`;
  if (body.length > LONGEST_BODY) throw invalid({ ...issue, code: 'unprocessable', message });
}
