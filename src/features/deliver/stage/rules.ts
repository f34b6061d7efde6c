import { firstThatHolds, type Fact, type Rule } from '#lib/rule.ts';
import type { WaitingReason } from '#model/reasons.ts';
import { reasonsToWait, type Candidate } from '#features/deliver/commit/rules.ts';
import { RULES_VERSION } from '#features/deliver/ports.ts';
import type { StageWorld } from './gather.ts';

/** Why this reading of the world must not be acted on. */
export const reasonsToDiscard: readonly Rule<StageWorld>[] = [
  {
    reason: 'NewerRules',
    holds: ({ environment }) =>
      environment && environment.spec.rulesVersion > RULES_VERSION
        ? `written by rules of version ${environment.spec.rulesVersion}, these are ${RULES_VERSION}`
        : undefined,
  },
  {
    reason: 'StaleAnswer',
    holds: ({ environment, branch, heads }) => {
      const target = environment?.spec.stage;
      return target && target.branch === branch && !heads.some(({ sha }) => sha === target.head)
        ? `GitHub's answer does not know ${target.head}, which was head of ${branch} before`
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
  {
    reason: 'BranchEmpty',
    holds: ({ branch, heads }) => (heads.length === 0 ? `GitHub reports no head of ${branch}` : undefined),
  },
];

/** Why nothing can be done here until a person acts. */
export const reasonsToStop: readonly Rule<StageWorld, 'NameTaken'>[] = [
  {
    reason: 'NameTaken',
    holds: ({ environment, application }) =>
      environment && environment.spec.application !== application.metadata.name
        ? `its name is taken by an environment of ${environment.spec.application}`
        : undefined,
  },
];

export const whyToWait = (candidate: Candidate): Fact<WaitingReason> | undefined =>
  firstThatHolds(reasonsToWait, candidate);
