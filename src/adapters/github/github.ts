import type { Clock } from '#ports/clock.ts';
import type { GitHub } from '#ports/github/github.ts';
import type { AnswerMemory } from './answer-memory.ts';
import { createAsk } from './ask.ts';
import { createBranches } from './branches.ts';
import { createChecks } from './checks.ts';
import { createComments } from './comments.ts';
import { createCommitStatuses } from './commit-statuses.ts';
import { createDeployments } from './deployments.ts';
import { createFiles } from './files.ts';
import { isMadeBy, type Identity } from './ours.ts';
import { createPullRequests } from './pull-requests.ts';
import type { GitHubRequest } from './request.ts';

export type GitHubOptions = Identity & {
  readonly request: GitHubRequest;
  /** Counts the time until a rate limit is lifted. */
  readonly clock: Clock;
  /** Left out: nothing is kept between two calls. */
  readonly memory?: AnswerMemory;
};

/** The GitHub port on GitHub's REST API. Asks nothing by itself. */
export function createGitHub({ request, clock, memory, ...identity }: GitHubOptions): GitHub {
  const ask = createAsk(request, clock, memory);
  const isOurs = isMadeBy(identity);
  return {
    pullRequests: createPullRequests(ask),
    files: createFiles(ask),
    checks: createChecks(ask, identity),
    branches: createBranches(ask),
    deployments: createDeployments(ask, isOurs),
    commitStatuses: createCommitStatuses(ask),
    comments: createComments(ask, isOurs),
  };
}
