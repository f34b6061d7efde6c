import { firstThatHolds, type Fact, type Rule } from '#lib/rule.ts';
import type { DiscardReason, StopReason, WaitingReason } from '#model/reasons.ts';
import { reasonsToWait, type Candidate } from '#features/deliver/commit/rules.ts';
import { nameTaken } from '#features/deliver/name-taken.ts';
import { newerRules } from '#features/deliver/newer-rules.ts';
import type { StageWorld } from './gather.ts';

/** Why this reading of the world must not be acted on: something newer is known. The next reading will tell. */
export const reasonsToDiscard: readonly Rule<StageWorld, DiscardReason>[] = [
  {
    reason: 'StaleAnswer',
    holds: ({ environment, branch, heads: [head] }) => {
      const target = environment?.spec.stage;
      return target && target.branch === branch && head !== undefined && head.at < target.updatedAt
        ? `GitHub answered with ${branch} as of ${head.at}; ${target.updatedAt} was seen already`
        : undefined;
    },
  },
  {
    reason: 'StaleAnswer',
    holds: ({ records, branch, heads: [head] }) => {
      const seen = records.chain.newest?.payload.seen;
      return seen !== undefined && head !== undefined && head.at < seen
        ? `GitHub's answer has ${branch} as of ${head.at}; the newest record saw ${seen}`
        : undefined;
    },
  },
  {
    reason: 'StaleAnswer',
    holds: ({ records }) => (records.freshness === 'stale' ? 'GitHub left out a record that it still has' : undefined),
  },
];

/** Why nothing can be done here until something changes. */
export const reasonsToStop: readonly Rule<StageWorld, StopReason>[] = [
  newerRules,
  {
    reason: 'BranchEmpty',
    holds: ({ branch, heads }) => (heads.length === 0 ? `GitHub reports no head of ${branch}` : undefined),
  },
  nameTaken,
];

export const whyToWait = (candidate: Candidate): Fact<WaitingReason> | undefined =>
  firstThatHolds(reasonsToWait, candidate);
