import { takeId, withRepository, type Change } from '#emulation/github/change.ts';
import { scene } from '#emulation/github/events/envelope.ts';
import { statusEvent } from '#emulation/github/events/status.ts';
import { writableRepository } from '#emulation/github/find.ts';
import { invalid, noCommit } from '#emulation/github/refusal.ts';
import { own, type Author, type CommitStatus } from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';
import { assertContext, assertDescription, assertWebAddress } from './limits.ts';

export interface CreateStatus {
  readonly repository: number;
  readonly sha: string;
  readonly context?: string | undefined;
  readonly state: CommitStatus['state'];
  readonly description?: string | null | undefined;
  readonly targetUrl?: string | null | undefined;
  readonly creator: Author;
}

/** "There is a limit of 1000 statuses per sha and context within a repository." */
const MOST_STATUSES = 1000;

export function createStatus(state: GitHubState, parameters: CreateStatus, now: number): Change {
  const { repository: id, sha, context = 'default', description = null, targetUrl = null, creator } = parameters;
  const repository = writableRepository(state, id);
  if (!own(repository.commits, sha)) throw noCommit(sha);
  assertDescription('Status', description);
  assertContext(context);
  assertWebAddress('Status', 'target_url', targetUrl);
  const count = repository.statuses.filter((one) => one.sha === sha && one.context === context).length;
  const message = 'This SHA and context has reached the maximum number of statuses.';
  if (count >= MOST_STATUSES) throw invalid({ resource: 'Status', code: 'custom', message });

  const taken = takeId(state);
  const status: CommitStatus = {
    id: taken.id,
    sha,
    context,
    state: parameters.state,
    description,
    targetUrl,
    creator,
    createdAt: now,
  };
  const next = withRepository(taken.state, { ...repository, statuses: [...repository.statuses, status] });
  return { state: next, events: [statusEvent(scene(next, id, creator.login), status)] };
}
