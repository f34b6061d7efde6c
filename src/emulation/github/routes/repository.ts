import { Refusal } from '#emulation/github/refusal.ts';
import { own } from '#emulation/github/repository.ts';
import { activityView } from '#emulation/github/views/activity.ts';
import { branchView } from '#emulation/github/views/branch.ts';
import { fullRepositoryView } from '#emulation/github/views/repository.ts';
import { reading, textIn } from './access.ts';
import { linkHeader, pageSize } from './paging.ts';
import { ok } from './route.ts';

export const getRepository = reading('metadata=read', ({ state, repository }) =>
  ok(fullRepositoryView(state, repository)),
);

export const getBranch = reading('contents=read', (call) => {
  const name = textIn(call, 'branch');
  const { state, repository } = call;
  const head = own(repository.commits, own(repository.branches, name) ?? '');
  if (!head) throw new Refusal(404, 'Branch not found');
  return ok(branchView(state, repository, name, head));
});

/** Required checks are played as branch protection; there are no rulesets. */
export const listBranchRules = reading('metadata=read', () => ok([]));

/** Pushes and merges, newest first; pages go by cursors. */
export const listActivity = reading('contents=read', (call) => {
  const { state, repository, query } = call;
  const ref = own(query, 'ref');
  const kind = own(query, 'activity_type');
  const actor = own(query, 'actor');
  const ascending = own(query, 'direction') === 'asc';
  const after = own(query, 'after');
  const all = repository.activity.filter(
    (one) =>
      (!ref || one.ref === ref || one.ref === `refs/heads/${ref}`) &&
      (!kind || one.activityType === kind) &&
      (!actor || one.actor === actor),
  );
  const ordered = ascending ? all : all.toReversed();
  const rest = after ? ordered.slice(ordered.findIndex(({ id }) => id === Number(after)) + 1) : ordered;
  const page = rest.slice(0, pageSize(call));
  const last = page.at(-1);
  const more = last !== undefined && page.length < rest.length;
  return ok(
    page.map((one) => activityView(state, one)),
    linkHeader(call, more ? [['next', { after: String(last.id) }]] : []),
  );
});
