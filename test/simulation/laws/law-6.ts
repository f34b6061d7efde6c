import type { Repository } from '#emulation/github/repository.ts';
import { APP_ID } from '#test/simulation/hub.ts';
import type { Call } from '#test/simulation/trace.ts';
import type { Evidence } from './evidence.ts';
import type { Law } from './law.ts';

/** How long after a lost or old answer a repetition of the same words is no fault of ours, in milliseconds. */
const TOLERATED_MS = 150_000;

/**
 * What is equal is not written.
 * A writer that crashed, whose answer was lost or came late, or that was shown an old state cannot know that its words
 * stand already: a repetition shortly after such a fault is tolerated.
 */
export const law6: Law = {
  name: 'law 6',
  sentence: 'what is equal is not written',
  check: (evidence) =>
    evidence.calls.flatMap((call) => {
      const what = call.outcome === 'ok' ? (equalObject(call) ?? equalOnGitHub(evidence, call)) : undefined;
      return what === undefined || isExcused(evidence, call) ? [] : [{ at: call.at, what }];
    }),
};

function equalObject({ write, process }: Call): string | undefined {
  if (!write || (write.verb !== 'apply' && write.verb !== 'putStatus') || !write.before) return undefined;
  const isEqual = write.before.metadata.resourceVersion === write.after?.metadata.resourceVersion;
  return isEqual ? `${process} ${write.verb} ${write.kind} ${write.key.name} changes nothing` : undefined;
}

function equalOnGitHub(evidence: Evidence, { github, process }: Call): string | undefined {
  const repository = github && evidence.repositoryAt(github.newest);
  if (!repository) return undefined;
  const { route, parameters } = github;
  const stands = standing[route]?.(repository, parameters);
  return stands === undefined ? undefined : `${process} says again what stands already: ${route} ${stands}`;
}

type Parameters = Readonly<Record<string, unknown>>;

/** By route: what stands already that is equal to what is written. */
const standing: Readonly<Record<string, (repository: Repository, parameters: Parameters) => string | undefined>> = {
  'POST /repos/{owner}/{repo}/statuses/{sha}': ({ statuses }, { sha, context, state, description, target_url: url }) => {
    const newest = statuses.findLast((one) => one.sha === sha && one.context === context);
    const isEqual = newest?.state === state && newest?.description === description && newest?.targetUrl === (url ?? null);
    return isEqual ? `${String(context)} on ${String(sha)}: ${String(description)}` : undefined;
  },
  'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': ({ deploymentStatuses }, { deployment_id: id, state, description }) => {
    const newest = deploymentStatuses.findLast(({ deploymentId }) => deploymentId === id);
    return newest?.state === state && newest?.description === description ? `${String(id)}: ${String(state)}` : undefined;
  },
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': ({ comments }, { comment_id: id, body }) =>
    comments.some((one) => one.id === id && one.body === body) ? `comment ${String(id)}` : undefined,
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': ({ comments }, { issue_number: number }) =>
    comments.some(({ issueNumber, user }) => issueNumber === number && user.appId === APP_ID)
      ? `a second comment on #${String(number)}`
      : undefined,
};

const excusing = new Set([
  'GitHub answers from the past',
  'GitHub loses calls',
  'Kubernetes loses calls',
  'answers are late',
  'the controller crashes',
  'the controller is frozen',
]);

const isExcused = ({ faults }: Evidence, { at }: Call): boolean => {
  const open = new Set<string>();
  for (const fault of faults) {
    if (fault.at > at) break;
    if (!excusing.has(fault.name)) continue;
    if (fault.what !== 'is over') open.add(fault.name);
    if (at - fault.at < TOLERATED_MS) return true;
    if (fault.what === 'is over') open.delete(fault.name);
  }
  return open.size > 0;
};
