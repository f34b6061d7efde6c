import { APP_ID } from '#test/simulation/hub.ts';
import type { Call } from '#test/simulation/trace.ts';
import { placesOf, type AtRest, type Place } from './rest.ts';

/** What GitHub shows is what is: the commit status of the head, and the one comment. */
export const reports = (rest: AtRest): readonly string[] => [
  ...placesOf(rest).flatMap((place) => wrongStatus(rest, place).map((what) => `${place.name}: ${what}`)),
  ...rest.repository.pullRequests.flatMap(({ number }) => wrongComments(rest, number)),
];

function wrongStatus({ environments, repository }: AtRest, { name, service, pullRequest }: Place): readonly string[] {
  const environment = environments.get(name);
  if (!environment) return [];
  const { revision, waiting } = environment.spec;
  const context = `dungeonmaster/${pullRequest ? 'preview' : 'staging'}/${service.name}`;
  const newest = (sha: string | undefined) =>
    repository.statuses.findLast((one) => one.sha === sha && one.context === context);
  const wrong: string[] = [];
  if (revision) {
    const outcome = environment.status?.attempts?.find(
      ({ deploymentId }) => deploymentId === revision.deploymentId,
    )?.outcome;
    const expected = outcome === 'succeeded' ? 'success' : 'failure';
    const found = newest(revision.sha)?.state;
    if (found !== expected) wrong.push(`${revision.sha} ${outcome}, and its status says ${found}`);
  }
  const head = pullRequest?.head.sha;
  if (waiting && head !== undefined && head !== revision?.sha) {
    const isPending = waiting.reason === 'ChecksPending' || waiting.reason === 'ImageMissing';
    const found = newest(head);
    if (found?.state !== (isPending ? 'pending' : 'failure'))
      wrong.push(`the head waits, and its status is ${found?.state}`);
    if (!found?.description?.startsWith(waiting.reason))
      wrong.push(`the head waits: ${waiting.reason}, and its status says ${found?.description}`);
  }
  return wrong;
}

/**
 * The comment says what runs. A person may have deleted it: it comes back with the next news only. That there is one
 * and not several is law 6's question.
 */
function wrongComments(rest: AtRest, number: number): readonly string[] {
  const { repository, commits, environments } = rest;
  const pullRequest = repository.pullRequests.find((one) => one.number === number);
  if (pullRequest?.state !== 'open') return [];
  const comment = repository.comments.find(({ issueNumber, user }) => issueNumber === number && user.appId === APP_ID);
  if (!comment) return wasDeleted(rest, number) ? [] : [`#${number} has no comment of ours`];
  if (wasOverwritten(rest, number)) return [];
  return commits.services.flatMap(({ name }) => {
    const running = environments.get(`${name}-pr-${number}`)?.status?.running?.sha.slice(0, 7);
    if (!comment.body.includes(`dungeonmaster:application ${name} `))
      return wasDeleted(rest, number) ? [] : [`the comment on #${number} lacks ${name}`];
    return running === undefined || comment.body.includes(running)
      ? []
      : [`the comment on #${number} does not say ${running}`];
  });
}

const wasDeleted = ({ evidence }: AtRest, number: number): boolean =>
  evidence.trace.entries.some(
    (entry) => entry.kind === 'act' && entry.name === 'delete our comment' && entry.what.startsWith(`#${number} `),
  );

const LIST = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';

/** GitHub has no preconditions: a writer that was shown an old comment undoes what another has written since. */
function wasOverwritten({ evidence }: AtRest, number: number): boolean {
  const bodyAt = (index: number, id: unknown) =>
    evidence.repositoryAt(index)?.comments.find((one) => one.id === id)?.body;
  return evidence.calls.some(({ pass, github, outcome }: Call) => {
    if (!github?.route.startsWith('PATCH ') || outcome !== 'ok' || pass === undefined) return false;
    const read = evidence.passes.get(pass)?.find((one) => one.github?.route === LIST);
    if (!read?.github || read.github.parameters['issue_number'] !== number) return false;
    const id = github.parameters['comment_id'];
    return bodyAt(read.github.seen, id) !== bodyAt(github.newest, id);
  });
}
