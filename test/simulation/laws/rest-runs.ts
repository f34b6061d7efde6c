import type { Environment } from '#model/environment.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import { fileOnMain, headsOfMain, placesOf, reasonToWait, type AtRest, type Place } from './rest.ts';

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
  if (pullRequest.state === 'open') return wrongWithPreview(rest, pullRequest.head.sha, environment);
  if (environment) return 'its pull request is closed, and the Environment stands';
  return rest.namespaces.has(name) ? 'its pull request is closed, and the namespace stands' : undefined;
}

function wrongWithPreview(
  rest: AtRest,
  head: string,
  environment: Stored<Environment> | undefined,
): string | undefined {
  if (!environment) return 'its pull request is open, and there is no Environment';
  const { pullRequest, revision, waiting } = environment.spec;
  if (pullRequest?.head !== head) return `the head is ${head}, and the spec says ${pullRequest?.head}`;
  if (revision?.sha === head)
    return waiting ? `the head runs, and waits: ${waiting.reason}` : wrongWithRun(rest, environment);
  const expected = reasonToWait(rest, head);
  if (waiting?.reason === expected)
    return expected === undefined ? 'the head may run and does not' : wrongWithRun(rest, environment);
  return `the head should ${expected === undefined ? 'run' : `wait: ${expected}`}, and waits: ${waiting?.reason}`;
}

/**
 * The newest head whose checks passed; what runs goes on while that one cannot start for another reason, or while the
 * file on `main` names no stage.
 */
function wrongWithStage(rest: AtRest, environment: Stored<Environment> | undefined): string | undefined {
  if (fileOnMain(rest) !== 'valid') return environment && wrongWithRun(rest, environment);
  const heads = headsOfMain(rest);
  const expected = heads.find((sha) => rest.evidence.checksPassed(rest.repository, sha));
  if (expected !== undefined && reasonToWait(rest, expected) !== undefined)
    return environment && wrongWithRun(rest, environment);
  const running = environment?.spec.revision?.sha;
  if (running !== expected) {
    const isNewer = running !== undefined && expected !== undefined && heads.indexOf(running) < heads.indexOf(expected);
    if (!isNewer) return `the newest head that may run is ${expected}, and ${running} does`;
  }
  return environment && wrongWithRun(rest, environment);
}

/** The verdict is that of what the commit's code does, and what served goes on serving when it fails. */
function wrongWithRun({ commits }: AtRest, { spec, status }: Stored<Environment>): string | undefined {
  const { revision } = spec;
  if (!revision) return status?.running ? 'nothing was accepted, and something runs' : undefined;
  const attempt = status?.attempts?.find(({ deploymentId }) => deploymentId === revision.deploymentId);
  const expected = verdicts[commits.get(revision.sha).behaviour];
  const found = attempt?.outcome === 'failed' ? attempt.reason : attempt?.outcome;
  if (found !== expected) return `${revision.sha} should have come to ${expected}, and came to ${found}`;
  if (expected === 'succeeded')
    return status?.running?.sha === revision.sha ? undefined : `${status?.running?.sha} runs`;
  const served = status?.attempts?.some(({ outcome }) => outcome === 'succeeded');
  return served && !status?.running ? 'what ran before it no longer serves' : undefined;
}

const verdicts = {
  runs: 'succeeded',
  'crashes at first': 'succeeded',
  crashes: 'CrashLoopBackOff',
  'is never ready': 'ProgressDeadlineExceeded',
  'cannot be pulled': 'ImagePullBackOff',
} as const;
