import type { CommitStatus, PullRequest } from '#emulation/github/repository.ts';
import type { Environment } from '#model/environment.ts';
import { APP_ID } from '#test/simulation/hub.ts';
import { placesOf, type AtRest, type Place } from './rest.ts';

/** What GitHub shows is what is: the commit status of the head, and the one comment. */
export const reports = (rest: AtRest): readonly string[] => [
  ...placesOf(rest).flatMap((place) => wrongStatus(rest, place).map((what) => `${place.name}: ${what}`)),
  ...rest.repository.pullRequests.flatMap((pullRequest) => wrongComments(rest, pullRequest)),
];

/** The newest status of our context on a commit. */
type StatusOn = (sha: string) => CommitStatus | undefined;

function wrongStatus({ environments, repository }: AtRest, { name, service, pullRequest }: Place): readonly string[] {
  const environment = environments.get(name);
  if (!environment) return [];
  const context = `dungeonmaster/${pullRequest ? 'preview' : 'staging'}/${service.name}`;
  const statusOn: StatusOn = (sha) => repository.statuses.findLast((one) => one.sha === sha && one.context === context);
  const wrong = [wrongVerdict(environment, statusOn), pullRequest && wrongWaiting(environment, statusOn)];
  return wrong.filter((what) => what !== undefined);
}

function wrongVerdict({ spec: { revision }, status }: Environment, statusOn: StatusOn): string | undefined {
  if (!revision) return undefined;
  const attempt = status?.attempts?.find(({ deploymentId }) => deploymentId === revision.deploymentId);
  const expected = attempt?.outcome === 'succeeded' ? 'success' : 'failure';
  const found = statusOn(revision.sha)?.state;
  return found === expected ? undefined : `${revision.sha} ${attempt?.outcome}, and its status says ${found}`;
}

const pending = new Set(['ChecksPending', 'ImageMissing']);

function wrongWaiting({ spec }: Environment, statusOn: StatusOn): string | undefined {
  const { waiting, revision, pullRequest } = spec;
  if (!waiting || !pullRequest || pullRequest.head === revision?.sha) return undefined;
  const expected = `${pending.has(waiting.reason) ? 'pending' : 'failure'} ${waiting.reason}:`;
  const { state, description } = statusOn(pullRequest.head) ?? {};
  const found = `${state} ${description}`;
  return found.startsWith(expected) ? undefined : `the head's status should say "${expected}", and says "${found}"`;
}

/**
 * The comment says what runs. A person may have deleted it: it comes back with the next news only. That there is one
 * and not several is law 6's question.
 */
function wrongComments(rest: AtRest, { number, state }: PullRequest): readonly string[] {
  const { repository, commits } = rest;
  if (state === 'closed' || wasDeleted(rest, number) || wasOverwritten(rest, number)) return [];
  const ours = repository.comments.filter(({ issueNumber, user }) => issueNumber === number && user.appId === APP_ID);
  const standing = commits.services.filter(({ name }) => rest.environments.has(`${name}-pr-${number}`));
  if (standing.length > 0 && ours.length === 0) return [`#${number} has no comment of ours`];
  const text = ours.map(({ body }) => body).join('\n');
  return standing.map(({ name }) => wrongBlock(rest, number, text, name)).filter((what) => what !== undefined);
}

function wrongBlock({ environments }: AtRest, number: number, text: string, name: string): string | undefined {
  if (!text.includes(`dungeonmaster:application ${name} `)) return `the comment on #${number} lacks ${name}`;
  const running = environments.get(`${name}-pr-${number}`)?.status?.running?.sha.slice(0, 7);
  if (running === undefined || text.includes(running)) return undefined;
  return `the comment on #${number} does not say ${running}`;
}

const wasDeleted = ({ evidence }: AtRest, number: number): boolean =>
  evidence.trace.entries.some(
    (entry) => entry.kind === 'act' && entry.name === 'delete our comment' && entry.what.startsWith(`#${number} `),
  );

const LIST = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';

/**
 * GitHub has no preconditions: a writer that was shown an old comment undoes what another has written since.
 */
function wasOverwritten({ evidence }: AtRest, number: number): boolean {
  const bodyAt = (index: number, id: unknown) =>
    evidence.repositoryAt(index)?.comments.find((one) => one.id === id)?.body;
  return evidence.calls.some((call) => {
    const { pass, github, outcome } = call;
    if (!github?.route.startsWith('PATCH ') || outcome !== 'ok' || pass === undefined) return false;
    const read = evidence.passes.get(pass)?.find((one) => one.github?.route === LIST);
    if (!read?.github || read.github.parameters['issue_number'] !== number) return false;
    const id = github.parameters['comment_id'];
    return bodyAt(read.github.seen, id) !== bodyAt(github.newest, id);
  });
}
