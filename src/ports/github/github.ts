import type { Branches, Checks, Files, PullRequests } from './code.ts';
import type { Comments, CommitStatuses, Deployments } from './reports.ts';

/** Everything that we ask of GitHub and tell it. Each verb throws `GitHubError` and nothing else. */
export interface GitHub {
  readonly pullRequests: PullRequests;
  readonly files: Files;
  readonly checks: Checks;
  readonly branches: Branches;
  readonly deployments: Deployments;
  readonly commitStatuses: CommitStatuses;
  readonly comments: Comments;
}
