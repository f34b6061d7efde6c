import { createGitHub } from '#adapters/github/github.ts';
import { systemClock } from '#adapters/node/time.ts';
import { githubContract } from '#ports/github/github.contract.ts';
import { startEmulate } from './emulate-world.testing.ts';

const noDeployments = 'it has no deployments';
const noStatuses = 'it has no commit statuses';
const noActivity = "it has no repository activity, by which we know a branch's heads";
const noSuspension = 'an App cannot be suspended there';

const reads = [
  ['pullRequests.get', 'pullRequests.listOpen', 'pullRequests.listClosed', 'files.read', 'checks.requiredOn'],
  ['branches.defaultBranch', 'branches.heads', 'deployments.list', 'comments.listOurs'],
].flat();

/** What of our port does not hold there, and why. Whatever else does not hold fails, as does what holds after all. */
const differences: Readonly<Record<string, string>> = {
  'a pull request is read by itself: open, pushed to, closed': 'a push there does not move the head of a pull request',
  'a commit knows its open pull requests': 'it has no pull requests of a commit',
  'check runs and commit statuses are checks; a later run of the same name takes the place of the earlier': noStatuses,
  'what we report ourselves is no check': noStatuses,
  'the newest commit status of a context is found, whoever wrote others': noStatuses,
  'a description that is too long is Invalid, in the words of GitHub, and nothing is written': noStatuses,
  'a merged pull request is closed and merged, and its merge is a head of the base': noActivity,
  'the heads of a branch come newest first, and are not those of another branch': noActivity,
  'a branch with a slash is a branch, and a deleted one has its heads still': noActivity,
  'a deployment is found again with its payload, in the list and by its id': noDeployments,
  'deployments are listed newest first, at most a hundred, those of their place only': noDeployments,
  'deployments of others are never given out': noDeployments,
  'a deployment waits for no check': noDeployments,
  'the statuses of a deployment come newest first': noDeployments,
  'a success ends no other deployment in the same environment': noDeployments,
  'a deployment of a commit that GitHub does not know is Invalid': noDeployments,
  'an archived repository can be read, and takes no report': noStatuses,
  ...Object.fromEntries(reads.map((verb) => [`${verb} is refused to a suspended App, never empty`, noSuspension])),
};

githubContract(
  'the independent `emulate`',
  async () => {
    const { world, request, botLogin, close } = await startEmulate();
    // It never says which App wrote a comment: ours are known by who wrote them, as with a token.
    return { github: createGitHub({ request, clock: systemClock, creatorLogin: botLogin }), world, close };
  },
  differences,
);
