import type { Rule } from '#lib/rule.ts';
import { describeProblems } from '#model/application-file.ts';
import { judgeChecks, withoutOurs, type NamedChecks } from '#model/checks.ts';
import type { WaitingReason } from '#model/reasons.ts';
import type { CommitWorld, FileSeen } from './gather.ts';

/** A commit that may start, and what the team asks of it. */
export interface Candidate {
  readonly commit: CommitWorld;
  /** The file on the base branch: the team's half comes from there only. */
  readonly base: { readonly branch: string; readonly file: FileSeen };
  /** The checks that GitHub requires on the base branch. */
  readonly required: readonly string[];
}

/** Why a commit may not start yet. The first that holds is the one people see. */
export const reasonsToWait: readonly Rule<Candidate, WaitingReason>[] = [
  {
    reason: 'FileMissing',
    holds: ({ commit }) =>
      commit.file.kind === 'missing' ? `this commit has no ${commit.file.path}: add one` : undefined,
  },
  {
    reason: 'FileInvalid',
    holds: ({ commit }) => whatIsWrongWith(commit.file),
  },
  {
    reason: 'FileInvalid',
    holds: ({ base }) => {
      const wrong = whatIsWrongWith(base.file);
      return wrong === undefined ? undefined : `on branch ${base.branch}: ${wrong}`;
    },
  },
  {
    reason: 'NoChecksNamed',
    holds: (candidate) =>
      judged(candidate).kind === 'unnamed'
        ? `name the checks that must pass: add "checks: [NAME]" (or "checks: none") under spec in ${candidate.base.file.path} on branch ${candidate.base.branch}`
        : undefined,
  },
  {
    reason: 'ChecksFailed',
    holds: (candidate) => {
      const verdict = judged(candidate);
      return verdict.kind === 'failed' ? `failed: ${verdict.failed.join(', ')}` : undefined;
    },
  },
  {
    reason: 'ChecksPending',
    holds: (candidate) => {
      const verdict = judged(candidate);
      return verdict.kind === 'pending' ? `waiting for ${verdict.pending.join(', ')}` : undefined;
    },
  },
  {
    reason: 'ImageRefused',
    holds: ({ commit }) => commit.imageRefusal,
  },
  {
    reason: 'ImageMissing',
    holds: ({ commit }) => (commit.image === undefined ? 'its image is not in the registry yet' : undefined),
  },
];

/** Whether every check that counts for this commit has passed (law 1). */
export const checksPassed = (candidate: Candidate): boolean => judged(candidate).kind === 'passed';

const judged = ({ commit, base, required }: Candidate) =>
  judgeChecks(namedChecks(base.file, withoutOurs(required)), commit.checks);

/** The file's word first; else what GitHub requires; else nobody named any. */
function namedChecks(base: FileSeen, required: readonly string[]): NamedChecks | undefined {
  const inFile = base.kind === 'valid' ? base.file.team.checks : undefined;
  if (inFile?.kind === 'none' && required.length > 0) return { kind: 'named', names: required };
  if (inFile?.kind === 'named') return { kind: 'named', names: [...new Set([...inFile.names, ...required])] };
  if (inFile) return inFile;
  return required.length > 0 ? { kind: 'named', names: required } : undefined;
}

const whatIsWrongWith = (file: FileSeen): string | undefined =>
  file.kind === 'invalid' ? `${file.path} ${describeProblems(file.problems)}` : undefined;
