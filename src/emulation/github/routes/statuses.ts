import { z } from 'zod';
import { createStatus } from '#emulation/github/commands/statuses.ts';
import { commitAt, repositoryById } from '#emulation/github/find.ts';
import { notFound } from '#emulation/github/refusal.ts';
import { statusStates, type Commit } from '#emulation/github/repository.ts';
import { combinedStatusView, newestStatuses, statusView } from '#emulation/github/views/status.ts';
import { authorOf, reading, textIn, writing, type RepositoryCall } from './access.ts';
import { readBody } from './body.ts';
import { pageOf } from './paging.ts';
import { ok } from './route.ts';

/** Here, other than elsewhere, GitHub answers an unknown commit with a 404. */
function commitOrNotFound(call: RepositoryCall): Commit {
  const commit = commitAt(call.repository, textIn(call, 'ref'));
  if (!commit) throw notFound();
  return commit;
}

export const getCombinedStatus = reading('statuses=read', (call) => {
  const { sha } = commitOrNotFound(call);
  const { items, headers } = pageOf(call, newestStatuses(call.repository, sha));
  return ok(combinedStatusView(call.state, call.repository, sha, items), headers);
});

/** Newest first. */
export const listStatuses = reading('statuses=read', (call) => {
  const { sha } = commitOrNotFound(call);
  const all = call.repository.statuses.filter((status) => status.sha === sha).toReversed();
  const { items, headers } = pageOf(call, all);
  return ok(
    items.map((status) => statusView(call.state, call.repository, status)),
    headers,
  );
});

const newStatus = z.object({
  state: z.enum(statusStates),
  context: z.string().optional(),
  description: z.string().nullish(),
  target_url: z.string().nullish(),
});

export const addStatus = writing('statuses=write', (call) => {
  const { state, context, description, target_url: targetUrl } = readBody(newStatus, call.body);
  const where = { repository: call.repository.id, sha: textIn(call, 'sha'), creator: authorOf(call) };
  const change = createStatus(call.state, { ...where, state, context, description, targetUrl }, call.now);
  const repository = repositoryById(change.state, call.repository.id);
  const created = repository.statuses.at(-1);
  const body = created && statusView(change.state, repository, created);
  return { status: 201, body, headers: { location: body?.url ?? '' }, change };
});
