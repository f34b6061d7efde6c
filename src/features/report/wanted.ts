import { cut, oneLine, shortSha } from '#lib/text.ts';
import type { Attempt, Environment } from '#model/environment.ts';
import type { CommitSha } from '#model/ids.ts';
import type { CommitStatus, DeploymentStatus } from '#ports/github/reports.ts';

/** What GitHub shall show about one environment while it stands. */
export interface Wanted {
  /** Of the commit that runs or starts; undefined when nothing was accepted. */
  readonly present: WantedVerdict | undefined;
  /** Of a newer head that may not run yet. */
  readonly waiting: { readonly sha: CommitSha; readonly status: CommitStatus } | undefined;
}

/** The same said in two places: on the record, and on the commit. */
export interface WantedVerdict {
  readonly deploymentId: number;
  readonly sha: CommitSha;
  /** False while the attempt is under way. */
  readonly isFinal: boolean;
  readonly record: DeploymentStatus;
  readonly commit: CommitStatus;
}

/** GitHub's limit for descriptions of statuses. */
const DESCRIPTION_LENGTH = 140;

/** The commit status that carries our verdict: one line for each place and application. */
export const contextOf = ({ spec }: Environment): string =>
  `dungeonmaster/${spec.stage?.name ?? 'preview'}/${spec.application}`;

/** The attempt that the spec asks for, as far as it got. */
export const presentAttempt = ({ spec, status }: Environment): Attempt | undefined =>
  status?.attempts?.find(({ deploymentId }) => deploymentId === spec.revision?.deploymentId);

/** The report of an environment as it stands; the same environment always gives the same words (law 6). */
export function wantedOf(environment: Environment): Wanted {
  const { spec, status } = environment;
  const { revision, waiting } = spec;
  const { head } = spec.pullRequest ?? spec.stage;
  const context = contextOf(environment);
  const attempt = presentAttempt(environment);
  const verdict = verdictOf(attempt, status?.url);
  return {
    present: revision && {
      deploymentId: revision.deploymentId,
      sha: revision.sha,
      isFinal: attempt?.outcome !== undefined,
      record: verdict.record,
      commit: { context, ...verdict.commit },
    },
    waiting:
      waiting && head !== revision?.sha ? { sha: head, status: { context, ...waitingOf(environment) } } : undefined,
  };
}

interface Verdict {
  readonly record: DeploymentStatus;
  readonly commit: Omit<CommitStatus, 'context'>;
}

function verdictOf(attempt: Attempt | undefined, url: string | undefined): Verdict {
  switch (attempt?.outcome) {
    case 'succeeded': {
      const description = 'Deployment updated!';
      return {
        record: { state: 'success', description, ...(url !== undefined && { environmentUrl: url }) },
        commit: { state: 'success', description, ...(url !== undefined && { targetUrl: url }) },
      };
    }
    case 'failed': {
      const description = described(`${attempt.reason}: ${attempt.message}`);
      return { record: { state: 'failure', description }, commit: { state: 'failure', description } };
    }
    case undefined:
    case 'superseded':
    case 'cancelled': {
      const description = 'Updating deployment...';
      return { record: { state: 'in_progress', description }, commit: { state: 'pending', description } };
    }
  }
}

/** Checks that still run and images on their way are no fault of the commit; everything else needs somebody to act. */
function waitingOf({ spec, status }: Environment): Omit<CommitStatus, 'context'> {
  const { waiting } = spec;
  const state = waiting?.reason === 'ChecksPending' || waiting?.reason === 'ImageMissing' ? 'pending' : 'failure';
  const meanwhile = status?.running ? `; commit ${shortSha(status.running.sha)} keeps running` : '';
  const text = `${waiting?.reason}: ${waiting?.message}`;
  return { state, description: described(text, DESCRIPTION_LENGTH - meanwhile.length) + meanwhile };
}

/** On one line, and no longer than GitHub takes. */
export const described = (text: string, length = DESCRIPTION_LENGTH): string => cut(oneLine(text), length);

/** Said of a commit whose attempt or waiting ended without a verdict. */
export const endedWithout = (next: CommitSha | undefined): string =>
  next ? `Superseded by commit ${shortSha(next)} before it was ready` : 'Environment deleted before it was ready';
