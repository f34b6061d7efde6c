import { APP_ID } from '#test/simulation/hub.ts';
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

function wrongComments({ repository, commits, environments }: AtRest, number: number): readonly string[] {
  const pullRequest = repository.pullRequests.find((one) => one.number === number);
  const ours = repository.comments.filter(({ issueNumber, user }) => issueNumber === number && user.appId === APP_ID);
  const isOpen = pullRequest?.state === 'open';
  if (ours.length > 1) return [`#${number} has ${ours.length} comments of ours`];
  if (!isOpen) return [];
  const [comment] = ours;
  if (!comment) return [`#${number} has no comment of ours`];
  return commits.services.flatMap(({ name }) => {
    const running = environments.get(`${name}-pr-${number}`)?.status?.running?.sha.slice(0, 7);
    if (!comment.body.includes(`dungeonmaster:application ${name} `))
      return [`the comment on #${number} lacks ${name}`];
    return running === undefined || comment.body.includes(running)
      ? []
      : [`the comment on #${number} does not say ${running}`];
  });
}
