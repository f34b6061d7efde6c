import { replaced, takeId, withRepository, type Change, type GitHubEvent } from '#emulation/github/change.ts';
import { checkRunEvent, suiteCompletedEvent } from '#emulation/github/events/checks.ts';
import { scene } from '#emulation/github/events/envelope.ts';
import { appById, writableRepository } from '#emulation/github/find.ts';
import { noCommit, notFound, Refusal } from '#emulation/github/refusal.ts';
import {
  own,
  type CheckOutput,
  type CheckRun,
  type CheckSuite,
  type Conclusion,
  type Repository,
} from '#emulation/github/repository.ts';
import { ACTIONS_APP_ID, type GitHubState } from '#emulation/github/state.ts';
import { suiteStatus } from '#emulation/github/suites.ts';

export interface StartCheck {
  readonly repository: number;
  readonly sha: string;
  readonly name: string;
  /** GitHub Actions unless given. */
  readonly app?: number;
  readonly status?: CheckRun['status'];
  readonly conclusion?: Conclusion | undefined;
  readonly output?: Partial<CheckOutput> | undefined;
  readonly detailsUrl?: string | undefined;
  readonly externalId?: string | undefined;
}

const noOutput: CheckOutput = { title: null, summary: null, text: null };

/** A new check run, `in_progress` unless told otherwise. Another one of the same name hides the older. */
export function startCheck(state: GitHubState, parameters: StartCheck, now: number): Change {
  const { repository: id, sha, app = ACTIONS_APP_ID } = parameters;
  appById(state, app);
  if (!own(writableRepository(state, id).commits, sha)) throw noCommit(sha);
  const suited = withSuite(state, id, app, sha, now);
  const taken = takeId(suited.state);
  const run = { ...newRun(parameters, now), id: taken.id, suiteId: suited.suite.id, appId: app };
  const repository = writableRepository(taken.state, id);
  const next = withRepository(taken.state, { ...repository, checkRuns: [...repository.checkRuns, run] });
  return { state: next, events: checkEvents(next, id, run, run.conclusion ? ['created', 'completed'] : ['created']) };
}

function newRun(parameters: StartCheck, now: number): Omit<CheckRun, 'id' | 'suiteId' | 'appId'> {
  const { sha, name, conclusion, output, detailsUrl = null, externalId = '', status = 'in_progress' } = parameters;
  if (status === 'completed' && !conclusion)
    throw new Refusal(422, 'Invalid request.\n\n"conclusion" wasn\'t supplied.');
  const end = conclusion
    ? ({ status: 'completed', conclusion, completedAt: now } as const)
    : { status, conclusion: null, completedAt: null };
  return { name, headSha: sha, startedAt: now, ...end, output: { ...noOutput, ...output }, detailsUrl, externalId };
}

export interface UpdateCheck {
  readonly repository: number;
  readonly id: number;
  readonly name?: string | undefined;
  readonly status?: CheckRun['status'] | undefined;
  readonly conclusion?: Conclusion | undefined;
  readonly output?: Partial<CheckOutput> | undefined;
  readonly detailsUrl?: string | undefined;
}

export function updateCheck(state: GitHubState, parameters: UpdateCheck, now: number): Change {
  const { repository: id, id: runId, conclusion, output } = parameters;
  const repository = writableRepository(state, id);
  const before = repository.checkRuns.find((one) => one.id === runId);
  if (!before) throw notFound();
  const status = conclusion ? 'completed' : (parameters.status ?? before.status);
  const run: CheckRun = {
    ...before,
    ...endOf(before, status, conclusion, now),
    name: parameters.name ?? before.name,
    output: { ...before.output, ...output },
    detailsUrl: parameters.detailsUrl ?? before.detailsUrl,
  };
  const next = withRepository(state, { ...repository, checkRuns: replaced(repository.checkRuns, run) });
  const ended = run.status === 'completed' && before.status !== 'completed';
  return { state: next, events: checkEvents(next, id, run, ended ? ['completed'] : []) };
}

function endOf(before: CheckRun, status: CheckRun['status'], conclusion: Conclusion | undefined, now: number) {
  if (status !== 'completed') return { status, conclusion: null, completedAt: null };
  return { status, conclusion: conclusion ?? before.conclusion, completedAt: before.completedAt ?? now };
}

export interface CompleteCheck {
  readonly repository: number;
  readonly sha: string;
  readonly name: string;
  readonly conclusion: Conclusion;
  readonly output?: Partial<CheckOutput>;
}

/** Ends the newest check run of that name on that commit. */
export function completeCheck(state: GitHubState, { sha, name, ...end }: CompleteCheck, now: number): Change {
  const { checkRuns } = writableRepository(state, end.repository);
  const run = checkRuns.findLast((one) => one.headSha === sha && one.name === name);
  if (!run) throw notFound();
  return updateCheck(state, { ...end, id: run.id }, now);
}

function withSuite(state: GitHubState, id: number, appId: number, headSha: string, now: number) {
  const repository = writableRepository(state, id);
  const found = repository.checkSuites.find((one) => one.appId === appId && one.headSha === headSha);
  if (found) return { state, suite: found };
  const taken = takeId(state);
  const headBranch = branchAt(repository, headSha);
  const suite: CheckSuite = { id: taken.id, appId, headSha, headBranch, createdAt: now, updatedAt: now };
  const checkSuites = [...repository.checkSuites, suite];
  return { state: withRepository(taken.state, { ...repository, checkSuites }), suite };
}

const branchAt = ({ branches }: Repository, sha: string): string | null =>
  Object.entries(branches).find(([, head]) => head === sha)?.[0] ?? null;

function checkEvents(
  state: GitHubState,
  id: number,
  run: CheckRun,
  actions: readonly ('created' | 'completed')[],
): readonly GitHubEvent[] {
  const where = scene(state, id, `${appById(state, run.appId).slug}[bot]`);
  const suite = where.repository.checkSuites.find((one) => one.id === run.suiteId);
  const over = suite && actions.includes('completed') && suiteStatus(where.repository, suite) === 'completed';
  const ofRun = actions.map((action) => checkRunEvent(where, action, run));
  return over ? [...ofRun, suiteCompletedEvent(where, suite)] : ofRun;
}
