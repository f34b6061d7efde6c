import type { Attempt, Environment, EnvironmentStatus, Revision } from '#model/environment.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import { newestIn, taskOf } from './asked.ts';
import { fileOnMain, headsOfMain, placesOf, reasonToWait, type AtRest, type Place } from './rest.ts';

type Running = EnvironmentStatus['running'];

/** What runs is what GitHub says. */
export const whatRuns = (rest: AtRest): readonly string[] =>
  placesOf(rest).flatMap((place) => {
    const environment = rest.environments.get(place.name);
    const wrong = wrongWith(rest, place, environment);
    return wrong === undefined ? [] : [`${place.name}: ${wrong}`];
  });

function wrongWith(rest: AtRest, place: Place, environment: Stored<Environment> | undefined): string | undefined {
  const { pullRequest, name } = place;
  if (!pullRequest) return wrongWithStage(rest, environment);
  if (pullRequest.state === 'open' && isDeleted(rest, place)) return environment && 'it was deleted, and stands';
  if (pullRequest.state === 'open') return wrongWithPreview(rest, pullRequest.head.sha, environment);
  if (environment) return 'its pull request is closed, and the Environment stands';
  return rest.namespaces.has(name) ? 'its pull request is closed, and the namespace stands' : undefined;
}

/** Somebody deleted it at its present head, and nothing was started since. */
function isDeleted({ repository }: AtRest, { pullRequest, service }: Place): boolean {
  if (!pullRequest) return false;
  const { act, sha } = newestIn(repository, { application: service.name, task: taskOf(pullRequest.number) }) ?? {};
  return act === 'delete' && sha === pullRequest.head.sha;
}

function wrongWithPreview(
  rest: AtRest,
  head: string,
  environment: Stored<Environment> | undefined,
): string | undefined {
  if (!environment) return 'its pull request is open, and there is no Environment';
  const { pullRequest } = environment.spec;
  if (pullRequest?.head !== head) return `the head is ${head}, and the spec says ${pullRequest?.head}`;
  return wrongWithHead(rest, head, environment) ?? wrongWithRun(rest, environment);
}

/** What was accepted runs, whatever became of its checks since; else it waits for the first reason there is. */
function wrongWithHead(rest: AtRest, head: string, { spec }: Environment): string | undefined {
  const waits = spec.waiting?.reason ?? 'nothing';
  const isAccepted = spec.revision?.sha === head;
  const expected = isAccepted ? 'nothing' : (reasonToWait(rest, head) ?? 'nothing');
  if (waits !== expected) return `the head should wait for ${expected}, and waits for ${waits}`;
  return isAccepted || expected !== 'nothing' ? undefined : 'the head may run and does not';
}

function wrongWithStage(rest: AtRest, environment: Stored<Environment> | undefined): string | undefined {
  return wrongWithNewest(rest, environment?.spec.revision?.sha) ?? (environment && wrongWithRun(rest, environment));
}

/**
 * The newest head whose checks passed runs, or a newer one whose checks had passed before; what runs goes on while that
 * one cannot start for another reason, or while the file on `main` names no stage.
 */
function wrongWithNewest(rest: AtRest, running: string | undefined): string | undefined {
  const heads = headsOfMain(rest);
  const expected = heads.find((sha) => rest.evidence.checksPassed(rest.repository, sha));
  if (fileOnMain(rest) !== 'valid' || expected === undefined) return undefined;
  if (running === expected || reasonToWait(rest, expected) !== undefined) return undefined;
  const isNewer = heads.slice(0, heads.indexOf(expected)).some((sha) => sha === running);
  return isNewer ? undefined : `the newest head that may run is ${expected}, and ${running} does`;
}

/** The verdict is that of what the commit's code does, and what served goes on serving when it fails. */
function wrongWithRun({ commits }: AtRest, { spec: { revision }, status = {} }: Environment): string | undefined {
  const { attempts = [], running } = status;
  if (!revision) return running ? 'nothing was accepted, and something runs' : undefined;
  const expected = verdicts[commits.get(revision.sha).behaviour];
  const found = verdictOf(attempts.find(({ deploymentId }) => deploymentId === revision.deploymentId));
  if (found !== expected) return `${revision.sha} should have come to ${expected}, and came to ${found}`;
  return expected === 'succeeded' ? wrongSuccess(revision, running) : wrongFailure(attempts, running);
}

const wrongSuccess = ({ sha }: Revision, running: Running): string | undefined =>
  running?.sha === sha ? undefined : `${sha} succeeded, and ${running?.sha} runs`;

const wrongFailure = (attempts: readonly Attempt[], running: Running): string | undefined =>
  !running && attempts.some(({ outcome }) => outcome === 'succeeded')
    ? 'what ran before it no longer serves'
    : undefined;

const verdictOf = (attempt: Attempt | undefined): string | undefined =>
  attempt?.outcome === 'failed' ? attempt.reason : attempt?.outcome;

const verdicts = {
  runs: 'succeeded',
  'crashes at first': 'succeeded',
  crashes: 'CrashLoopBackOff',
  'is never ready': 'ReadinessProbeFailed',
  'cannot be pulled': 'ImagePullBackOff',
} as const;
