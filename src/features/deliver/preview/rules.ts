import { firstThatHolds, type Fact, type Rule } from '#lib/rule.ts';
import type { DiscardReason, StopReason, WaitingReason } from '#model/reasons.ts';
import { nameTaken } from '#features/deliver/name-taken.ts';
import { newerRules } from '#features/deliver/newer-rules.ts';
import { reasonsToWait, type Candidate } from '#features/deliver/commit/rules.ts';
import type { PreviewWorld } from './gather.ts';

/** Why this reading of the world must not be acted on: something newer is known. The next reading will tell. */
export const reasonsToDiscard: readonly Rule<PreviewWorld, DiscardReason>[] = [
  {
    reason: 'StaleAnswer',
    holds: ({ environment, pullRequest }) => {
      const seen = environment?.spec.pullRequest?.updatedAt;
      return seen !== undefined && pullRequest.updatedAt < seen
        ? `GitHub answered with the pull request as of ${pullRequest.updatedAt}; ${seen} was seen already`
        : undefined;
    },
  },
  {
    reason: 'StaleAnswer',
    holds: ({ records, pullRequest }) => {
      const seen = records.chain.newest?.payload.seen;
      return seen !== undefined && pullRequest.updatedAt < seen
        ? `GitHub answered with the pull request as of ${pullRequest.updatedAt}; its newest record saw ${seen}`
        : undefined;
    },
  },
  {
    reason: 'StaleAnswer',
    holds: ({ records }) => (records.freshness === 'stale' ? 'GitHub left out a record that it still has' : undefined),
  },
  {
    reason: 'Deleting',
    holds: ({ environment, pullRequest }) =>
      environment?.metadata.deletionTimestamp !== undefined && pullRequest.state === 'open'
        ? 'the environment before this one is not gone yet'
        : undefined,
  },
];

/** Why nothing can be done here until something changes. */
export const reasonsToStop: readonly Rule<PreviewWorld, StopReason>[] = [newerRules, nameTaken];

/** The head of a pull request, and where its code comes from. */
export interface HeadCandidate extends Candidate {
  readonly fork: boolean;
}

/** Why the head of a pull request may not start yet, in the order in which people are told. */
export const previewReasonsToWait: readonly Rule<HeadCandidate, WaitingReason>[] = [
  {
    reason: 'ForkNotAllowed',
    holds: ({ fork }) => (fork ? 'code from forks does not run here' : undefined),
  },
  ...reasonsToWait,
];

export const whyToWait = (head: HeadCandidate): Fact<WaitingReason> | undefined =>
  firstThatHolds(previewReasonsToWait, head);
