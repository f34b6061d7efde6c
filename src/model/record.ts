import { z } from 'zod';
import type { EnvironmentSpec } from './environment.ts';
import { acts, opensAttempt, type Act } from './acts.ts';
import {
  applicationName,
  commitSha,
  imageDigest,
  type ApplicationName,
  type CommitSha,
  type StageName,
} from './ids.ts';

/** Somebody stopped automatic deliveries: who, and why. */
const stop = z.object({ by: z.string(), why: z.string() });

/** What holds after an act: the newest record alone answers what should run. */
const recordState = z.object({
  sha: commitSha.optional(),
  digest: imageDigest.optional(),
  /** The last five commits that passed here, newest first. */
  passed: z.array(commitSha).max(5),
  held: stop.optional(),
  frozen: stop.optional(),
});

const recordPayload = z.object({
  v: z.literal(1),
  application: applicationName,
  act: z.enum(acts),
  /** One more than that of the record before; where two have the same, the lowest id wins. */
  seq: z.number().int().positive(),
  /** The id of the record before. */
  previous: z.number().int().positive().nullable(),
  /** Counts the acts that started a commit here. */
  attempt: z.number().int().nonnegative(),
  sha: commitSha.nullable(),
  digest: imageDigest.nullable(),
  by: z.string(),
  why: z.string(),
  /** ISO 8601: the time that GitHub's answer bore from which this was planned; an answer of an earlier time is stale. */
  seen: z.string().optional(),
  /** The request of a person that this act carries out: its name, and when it was made (ISO 8601). */
  request: z.object({ name: z.string(), at: z.string() }).optional(),
  state: recordState,
});

export type RecordState = Readonly<z.output<typeof recordState>>;
export type RecordPayload = Readonly<z.output<typeof recordPayload>>;

/** A GitHub deployment of ours: one act in the chain of one application at one place. */
export interface Record {
  readonly id: number;
  readonly payload: RecordPayload;
}

/** All records of one application at one place, as one answer of GitHub showed them. */
export interface RecordChain {
  /** The one that counts: highest `seq`, and of those the lowest id. */
  readonly newest: Record | undefined;
  /** The act that started the commit which shall run; undefined when nothing was started, or when that was deleted. */
  readonly attempt: Record | undefined;
  /** Every record that counts or counted, newest first. */
  readonly winners: readonly Record[];
  /** Doubles: same `seq` as a winner, higher id. They never count. */
  readonly doubles: readonly Record[];
}

/** The fields of a GitHub deployment that a record is read from. */
export interface DeploymentAnswer {
  readonly id: number;
  readonly payload: unknown;
}

/** GitHub's environment and task, which together name one chain of records. */
export interface RecordPlace {
  readonly environment: string;
  readonly task: string;
}

/** All previews share GitHub's environment `preview`, since GitHub never deletes one; the task tells them apart. */
export const previewPlace = (pullRequest: number): RecordPlace => ({
  environment: 'preview',
  task: `preview-pr-${pullRequest}`,
});

/** Where the records of an environment are. */
export const placeOf = ({ application, pullRequest, stage }: EnvironmentSpec): RecordPlace =>
  pullRequest ? previewPlace(pullRequest.number) : stagePlace(stage.name, application);

/** GitHub's environment is the stage, the task is the application. */
export const stagePlace = (stage: StageName, application: ApplicationName): RecordPlace => ({
  environment: stage,
  task: application,
});

/** Reads a chain; what is not a valid record of this application is passed over. GitHub may give the payload as text. */
export function readRecords(deployments: readonly DeploymentAnswer[], application: ApplicationName): RecordChain {
  const records = deployments
    .flatMap(({ id, payload }) => {
      const parsed = recordPayload.safeParse(plainPayload(payload));
      return parsed.success && parsed.data.application === application ? [{ id, payload: parsed.data }] : [];
    })
    .toSorted((left, right) => right.payload.seq - left.payload.seq || left.id - right.id);
  const winners = records.filter(({ payload }, index) => records[index - 1]?.payload.seq !== payload.seq);
  const [newest] = winners;
  return {
    newest,
    attempt: newest?.payload.state.sha && lastAttempt(winners),
    winners,
    doubles: records.filter((record) => !winners.includes(record)),
  };
}

/** The newest act that started a commit, whatever came after it. */
const lastAttempt = (winners: RecordChain['winners']): Record | undefined =>
  winners.find(({ payload }) => opensAttempt(payload.act));

/** What the next act of a chain asks for. */
export interface NextAct {
  readonly application: ApplicationName;
  readonly act: Act;
  readonly sha: CommitSha | null;
  readonly digest: RecordPayload['digest'];
  readonly by: string;
  readonly why: string;
  /** The time that GitHub's answer bore. */
  readonly seen?: string;
  readonly request?: RecordPayload['request'];
}

/**
 * The next record of a chain.
 * @param newest the record that counts now
 * @param newestPassed whether GitHub shows a success for it
 */
export function nextRecord(next: NextAct, newest: Record | undefined, newestPassed: boolean): RecordPayload {
  const before = newest?.payload;
  return {
    v: 1,
    ...next,
    seq: (before?.seq ?? 0) + 1,
    previous: newest?.id ?? null,
    attempt: (before?.attempt ?? 0) + (opensAttempt(next.act) ? 1 : 0),
    state: stateAfter(next, stateWithVerdict(before, newestPassed)),
  };
}

/** The fold: what holds once this act is recorded. */
export function stateAfter(next: NextAct, before: RecordState): RecordState {
  return folds[next.act](before, next);
}

type Fold = (before: RecordState, next: NextAct) => RecordState;

const start: Fold = (before, { sha, digest }) => ({ ...before, ...(sha && { sha }), ...(digest && { digest }) });
const unchanged: Fold = (before) => before;
const without =
  (...keys: readonly (keyof RecordState)[]): Fold =>
  (before) => ({
    passed: before.passed,
    ...Object.fromEntries(Object.entries(before).filter(([key]) => !keys.some((one) => one === key))),
  });

const folds: Readonly<globalThis.Record<Act, Fold>> = {
  deploy: start,
  redeploy: start,
  rollback: start,
  hold: (before, { by, why }) => ({ ...before, held: { by, why } }),
  unhold: without('held'),
  freeze: (before, { by, why }) => ({ ...before, frozen: { by, why } }),
  unfreeze: without('frozen'),
  delete: without('sha', 'digest'),
  approve: unchanged,
  okToTest: unchanged,
  extend: unchanged,
  confirmDeletion: unchanged,
  role: unchanged,
};

const PASSED_KEPT = 5;

/** A record is written before its verdict is known, so its successor carries it. */
function stateWithVerdict(payload: RecordPayload | undefined, passed: boolean): RecordState {
  if (!payload) return { passed: [] };
  const { state } = payload;
  if (!passed || !state.sha) return state;
  const others = state.passed.filter((sha) => sha !== state.sha);
  return { ...state, passed: [state.sha, ...others].slice(0, PASSED_KEPT) };
}

function plainPayload(payload: unknown): unknown {
  if (typeof payload !== 'string') return payload;
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
