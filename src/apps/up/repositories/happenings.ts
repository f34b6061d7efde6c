import {
  own,
  type CheckRun,
  type CommitStatus,
  type PullRequest,
  type Repository,
} from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';
import { OUR_CONTEXT } from '#model/checks.ts';

/** Something that happened on GitHub, for who watches `dm up`; also a line of `--json`. */
export type Happening =
  | {
      readonly event: 'pullRequest';
      readonly repository: string;
      readonly number: number;
      readonly branch: string;
      readonly what: 'opened' | 'pushed' | 'force-pushed' | 'merged' | 'closed';
      readonly sha: string;
      /** Of the pull request; of the commit where one was pushed. */
      readonly title: string;
    }
  | {
      readonly event: 'push';
      readonly repository: string;
      readonly branch: string;
      readonly sha: string;
      readonly title: string;
    }
  | {
      readonly event: 'check';
      readonly repository: string;
      readonly name: string;
      readonly sha: string;
      /** The number of the pull request whose head it is, or was last. */
      readonly pullRequest?: number;
      /** `in_progress`, or how it ended. */
      readonly state: string;
      readonly title: string;
      /** The last lines that it wrote, where it failed. */
      readonly lines: readonly string[];
    }
  | {
      readonly event: 'status';
      readonly repository: string;
      readonly context: string;
      readonly sha: string;
      readonly pullRequest?: number;
      readonly state: string;
      readonly description: string;
      readonly url: string | undefined;
    };

/** What became of a state: what happened to the commits and pull requests in between, in that order. Pure. */
export function happenings(before: GitHubState, after: GitHubState): readonly Happening[] {
  if (before === after) return [];
  return after.repositories.flatMap((now) => {
    const then = before.repositories.find(({ id }) => id === now.id);
    if (then === now) return [];
    return [...pushes(then, now), ...pullRequests(then, now), ...checks(then, now), ...statuses(then, now)];
  });
}

const titleOf = ({ commits }: Repository, sha: string): string => own(commits, sha)?.message.split('\n')[0] ?? '';

/** Those to the default branch; the others are told by their pull requests. */
function pushes(then: Repository | undefined, now: Repository): readonly Happening[] {
  const branch = now.defaultBranch;
  return now.activity
    .slice(then?.activity.length ?? 0)
    .filter(({ ref }) => ref === `refs/heads/${branch}`)
    .map(({ after: sha }) => ({ event: 'push', repository: now.name, branch, sha, title: titleOf(now, sha) }));
}

function pullRequests(then: Repository | undefined, now: Repository): readonly Happening[] {
  return now.pullRequests.flatMap((one): readonly Happening[] => {
    const was = then?.pullRequests.find(({ number }) => number === one.number);
    const what = was === one ? undefined : changeOf(was, one, now);
    if (!what) return [];
    const { number, head } = one;
    const title = what === 'pushed' || what === 'force-pushed' ? titleOf(now, head.sha) : one.title;
    return [{ event: 'pullRequest', repository: now.name, number, branch: head.ref, what, sha: head.sha, title }];
  });
}

function changeOf(was: PullRequest | undefined, { state, mergedAt, head }: PullRequest, { activity }: Repository) {
  if (!was) return 'opened';
  if (state === 'closed') return was.state === 'closed' ? undefined : mergedAt === null ? 'closed' : 'merged';
  if (was.head.sha === head.sha) return undefined;
  const moved = activity.findLast(({ after, ref }) => after === head.sha && ref === `refs/heads/${head.ref}`);
  return moved?.activityType === 'force_push' ? 'force-pushed' : 'pushed';
}

const LAST_LINES = 12;

function checks(then: Repository | undefined, now: Repository): readonly Happening[] {
  const changed = now.checkRuns.filter((run) => !then?.checkRuns.includes(run) && run.status !== 'queued');
  return changed.map((run) => ({
    event: 'check',
    repository: now.name,
    name: run.name,
    sha: run.headSha,
    ...pullRequestOf(now, run.headSha),
    state: run.conclusion ?? run.status,
    title: run.output.title ?? '',
    lines: linesOf(run),
  }));
}

function linesOf({ conclusion, output }: CheckRun): readonly string[] {
  if (conclusion === null || conclusion === 'success') return [];
  const text = (output.summary ?? '').replaceAll('```', '').trim();
  return text === '' ? [] : text.split('\n').slice(-LAST_LINES);
}

/** Ours: where it runs, why it waits. */
const statuses = (then: Repository | undefined, now: Repository): readonly Happening[] =>
  now.statuses
    .slice(then?.statuses.length ?? 0)
    .filter(({ context }) => context.startsWith(OUR_CONTEXT))
    .map((status) => statusOf(now, status));

const statusOf = (now: Repository, { context, sha, state, description, targetUrl }: CommitStatus): Happening => ({
  event: 'status',
  repository: now.name,
  context,
  sha,
  ...pullRequestOf(now, sha),
  state,
  description: description ?? '',
  url: targetUrl ?? undefined,
});

function pullRequestOf({ pullRequests: all }: Repository, sha: string): { readonly pullRequest?: number } {
  const found = all.findLast(({ head }) => head.sha === sha);
  return found ? { pullRequest: found.number } : {};
}
