/** Times in the state are milliseconds since 1970; the views write them as GitHub does, in whole seconds. */
export interface Activity {
  readonly id: number;
  /** `refs/heads/<branch>`. */
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly timestamp: number;
  readonly activityType: 'push' | 'force_push' | 'pr_merge' | 'branch_creation' | 'branch_deletion';
  readonly actor: string;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  readonly date: number;
}

export interface Label {
  readonly id: number;
  readonly name: string;
  readonly color: string;
}

export interface PullRequest {
  readonly id: number;
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly state: 'open' | 'closed';
  readonly mergeSha: string | null;
  /** Without a repository when the fork was deleted. */
  readonly head: { readonly ref: string; readonly sha: string; readonly repositoryId: number | null };
  readonly base: { readonly ref: string; readonly sha: string };
  readonly author: string;
  readonly labels: readonly Label[];
  readonly draft: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly closedAt: number | null;
  readonly mergedAt: number | null;
  readonly mergedBy: string | null;
}

/** Who made something: a user or, when `appId` is set, the bot of a GitHub App. */
export interface Author {
  readonly login: string;
  readonly appId: number | null;
}

export interface CheckOutput {
  readonly title: string | null;
  readonly summary: string | null;
  readonly text: string | null;
}

export const conclusions = [
  'success',
  'failure',
  'neutral',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
] as const;
export type Conclusion = (typeof conclusions)[number];

export interface CheckRun {
  readonly id: number;
  readonly suiteId: number;
  readonly name: string;
  readonly headSha: string;
  readonly status: 'queued' | 'in_progress' | 'completed';
  readonly conclusion: Conclusion | null;
  readonly appId: number;
  readonly startedAt: number;
  readonly completedAt: number | null;
  readonly output: CheckOutput;
  readonly detailsUrl: string | null;
  readonly externalId: string;
}

/** The check runs of one App on one commit. */
export interface CheckSuite {
  readonly id: number;
  readonly appId: number;
  readonly headSha: string;
  readonly headBranch: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export const statusStates = ['error', 'failure', 'pending', 'success'] as const;

export interface CommitStatus {
  readonly id: number;
  readonly sha: string;
  readonly context: string;
  readonly state: (typeof statusStates)[number];
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: Author;
  readonly createdAt: number;
}

export interface Deployment {
  readonly id: number;
  readonly ref: string;
  readonly sha: string;
  readonly task: string;
  readonly environment: string;
  readonly originalEnvironment: string;
  readonly payload: string | Readonly<Record<string, unknown>>;
  readonly description: string | null;
  readonly transient: boolean;
  readonly production: boolean;
  readonly creator: Author;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export const deploymentStates = [
  'error',
  'failure',
  'inactive',
  'in_progress',
  'queued',
  'pending',
  'success',
] as const;
export type DeploymentState = (typeof deploymentStates)[number];

export interface DeploymentStatus {
  readonly id: number;
  readonly deploymentId: number;
  readonly state: DeploymentState;
  readonly description: string;
  readonly environment: string;
  readonly logUrl: string;
  readonly environmentUrl: string;
  readonly creator: Author;
  readonly createdAt: number;
}

export interface IssueComment {
  readonly id: number;
  readonly issueNumber: number;
  readonly body: string;
  readonly user: Author;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A repository with all that GitHub knows of it. Lists are append-only, oldest first. */
export interface Repository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
  readonly archived: boolean;
  readonly private: boolean;
  readonly forkOf: number | null;
  /** Logins that may write besides the owner. */
  readonly collaborators: readonly string[];
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly pushedAt: number;
  readonly lastNumber: number;
  readonly branches: Readonly<Record<string, string>>;
  /** By branch, when it is protected. */
  readonly requiredContexts: Readonly<Record<string, readonly string[]>>;
  readonly activity: readonly Activity[];
  readonly commits: Readonly<Record<string, Commit>>;
  readonly pullRequests: readonly PullRequest[];
  readonly checkSuites: readonly CheckSuite[];
  readonly checkRuns: readonly CheckRun[];
  readonly statuses: readonly CommitStatus[];
  readonly deployments: readonly Deployment[];
  readonly deploymentStatuses: readonly DeploymentStatus[];
  readonly comments: readonly IssueComment[];
}

/** What git writes for "no commit". */
export const NO_COMMIT = '0'.repeat(40);

/** A value of a record by a key that came from outside (`constructor` is a legal branch name). */
export const own = <Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
