import { z } from 'zod';
import { createComment, editComment } from '#emulation/github/commands/comments.ts';
import { pullRequestOf, repositoryById } from '#emulation/github/find.ts';
import { notFound } from '#emulation/github/refusal.ts';
import { own } from '#emulation/github/repository.ts';
import { commentView } from '#emulation/github/views/comment.ts';
import { authorOf, contributing, numberIn, reading } from './access.ts';
import { readBody } from './body.ts';
import { pageOf } from './paging.ts';
import { ok } from './route.ts';

const WRITE = 'issues=write; pull_requests=write';

/** Oldest first. */
export const listComments = reading('issues=read; pull_requests=read', (call) => {
  const { number } = pullRequestOf(call.repository, numberIn(call, 'issue_number'));
  const since = Date.parse(own(call.query, 'since') ?? '1970-01-01T00:00:00Z');
  const all = call.repository.comments.filter((one) => one.issueNumber === number && one.updatedAt >= since);
  const { items, headers } = pageOf(call, all);
  return ok(
    items.map((comment) => commentView(call.state, call.repository, comment)),
    headers,
  );
});

const withBody = z.object({ body: z.string() });

export const addComment = contributing(WRITE, (call) => {
  const { body } = readBody(withBody, call.body);
  const where = { repository: call.repository.id, number: numberIn(call, 'issue_number') };
  const change = createComment(call.state, { ...where, body, user: authorOf(call) }, call.now);
  const repository = repositoryById(change.state, call.repository.id);
  const created = repository.comments.at(-1);
  const view = created && commentView(change.state, repository, created);
  return { status: 201, body: view, headers: { location: view?.url ?? '' }, change };
});

/** By its author, or by somebody with push access, which here every App and collaborator has. */
export const updateComment = contributing(WRITE, (call) => {
  const id = numberIn(call, 'comment_id');
  const { body } = readBody(withBody, call.body);
  const change = editComment(
    call.state,
    { repository: call.repository.id, id, body, actor: authorOf(call).login },
    call.now,
  );
  const repository = repositoryById(change.state, call.repository.id);
  const edited = repository.comments.find((comment) => comment.id === id);
  if (!edited) throw notFound();
  return { status: 200, body: commentView(change.state, repository, edited), change };
});
