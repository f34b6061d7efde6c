import { shortSha } from '#lib/text.ts';
import { conditionOf } from '#model/conditions.ts';
import type { Attempt, AttemptOutcome, Environment, EnvironmentStatus } from '#model/environment.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { News } from '#runtime/events/recorder.ts';

type Words = Omit<News, 'regarding'>;

/** What a new status of an environment says that the one before did not: how attempts ended, and what is waited for. */
export function newsOf(environment: Stored<Environment>, after: EnvironmentStatus): readonly News[] {
  const { apiVersion, kind, metadata, status: before } = environment;
  const { name, uid } = metadata;
  const regarding = { apiVersion, kind, name, namespace: HOME_NAMESPACE, uid };
  return [...endsOf(before, after), ...waitingOf(before, after)].map((words) => ({ regarding, ...words }));
}

const types: Readonly<Record<AttemptOutcome, News['type']>> = {
  succeeded: 'Normal',
  failed: 'Warning',
  superseded: 'Normal',
  cancelled: 'Normal',
};

function endsOf(before: EnvironmentStatus | undefined, { attempts = [] }: EnvironmentStatus): readonly Words[] {
  return attempts.flatMap((attempt) => {
    const known = before?.attempts?.find(({ deploymentId }) => deploymentId === attempt.deploymentId);
    const { outcome, reason } = attempt;
    if (!outcome || (known?.outcome === outcome && known.reason === reason)) return [];
    return [{ type: types[outcome], reason: reason ?? outcome, action: 'Deploy', note: noteOf(attempt) }];
  });
}

const noteOf = ({ sha, outcome, message }: Attempt): string =>
  `commit ${shortSha(sha)} ${outcome}${message ? `: ${message}` : ''}`;

function waitingOf(before: EnvironmentStatus | undefined, after: EnvironmentStatus): readonly Words[] {
  const [was, is] = [before, after].map((status) => conditionOf(status?.conditions, 'Waiting'));
  if (is?.status !== 'True' || (was?.status === 'True' && was.reason === is.reason)) return [];
  return [{ type: 'Normal', reason: is.reason, action: 'Wait', note: is.message }];
}
