import { firstThatHolds, type Fact, type Rule } from '#lib/rule.ts';
import { describeProblems } from '#model/application-file.ts';
import type { CommitSha } from '#model/ids.ts';
import type { ActReason } from '#model/reasons.ts';
import type { StageWorld } from '#features/deliver/stage/gather.ts';
import type { Subject } from './gather.ts';

/** The order is what people read first. */
export const reasonsToKeep: readonly Rule<Subject, ActReason>[] = [
  {
    reason: 'Closed',
    holds: ({ kind, delivery }) =>
      kind === 'preview' && delivery.pullRequest.state === 'closed'
        ? `pull request ${delivery.pullRequest.number} is closed: it goes by itself`
        : undefined,
  },
  {
    reason: 'StageInUse',
    holds: ({ kind, delivery }) =>
      kind === 'stage' && (delivery.stage || isShown(delivery))
        ? `${delivery.file.path} on the default branch names stage ${delivery.name}`
        : undefined,
  },
  {
    reason: 'FileMissing',
    holds: ({ kind, delivery }) =>
      kind === 'stage' && delivery.file.kind === 'missing'
        ? `there is no ${delivery.file.path} on the default branch: nothing says that the stage is not in use`
        : undefined,
  },
  {
    reason: 'FileInvalid',
    holds: ({ kind, delivery }) =>
      kind === 'stage' && delivery.file.kind === 'invalid'
        ? `on the default branch: ${delivery.file.path} ${describeProblems(delivery.file.problems)}`
        : undefined,
  },
];

/** The registration shows what the last valid file named. */
const isShown = ({ application, name }: StageWorld): boolean =>
  application.status?.stages?.some((stage) => stage === name) === true;

/** Why nothing is deleted. That a file cannot be read proves nothing (law 2). */
export const whyNotDelete = (subject: Subject): Fact<ActReason> | undefined => firstThatHolds(reasonsToKeep, subject);

/** The commit that a deletion is about: it does not come back by itself. */
export function deletedCommit({ kind, delivery }: Subject): CommitSha | undefined {
  if (kind === 'preview') return delivery.pullRequest.head;
  return delivery.environment?.spec.revision?.sha ?? delivery.heads[0]?.sha;
}
