import type { CommitSha, RepositoryRef } from '#model/ids.ts';

/** Where a GitHub deployment belongs: its environment and its task together name one chain of records. */
export interface DeploymentPlace {
  readonly environment: string;
  readonly task: string;
}

/** A GitHub deployment that our own App made. Those of others are never given out. */
export interface GitHubDeployment {
  readonly id: number;
  readonly sha: CommitSha;
  /** ISO 8601. */
  readonly createdAt: string;
  /** As it was sent; parse before use. */
  readonly payload: unknown;
}

export interface NewDeployment extends DeploymentPlace {
  readonly sha: CommitSha;
  readonly payload: Readonly<Record<string, unknown>>;
  /** At most 140 characters. */
  readonly description: string;
  /** True for previews: GitHub then shows an inactive one as destroyed. */
  readonly transient: boolean;
  readonly production: boolean;
}

/** `queued` and `in_progress` are under way; `success`, `failure` and `error` are verdicts; `inactive` is over. */
export type DeploymentState = 'queued' | 'in_progress' | 'success' | 'failure' | 'error' | 'inactive';

export interface DeploymentStatus {
  readonly state: DeploymentState;
  /** At most 140 characters. */
  readonly description: string;
  readonly environmentUrl?: string | undefined;
}

/** GitHub deployments: the chain of records and what became of each. */
export interface Deployments {
  /** Those that our App made at this place, newest first, at most 100. */
  list(repository: RepositoryRef, place: DeploymentPlace): Promise<readonly GitHubDeployment[]>;
  /** One by its id, or undefined when GitHub answers 404. */
  get(repository: RepositoryRef, id: number): Promise<GitHubDeployment | undefined>;
  create(repository: RepositoryRef, deployment: NewDeployment): Promise<GitHubDeployment>;
  /** Newest first; only those that our App wrote. */
  statuses(repository: RepositoryRef, id: number): Promise<readonly DeploymentStatus[]>;
  addStatus(repository: RepositoryRef, id: number, status: DeploymentStatus): Promise<void>;
}

export interface CommitStatus {
  readonly context: string;
  readonly state: 'pending' | 'success' | 'failure' | 'error';
  /** At most 140 characters. */
  readonly description: string;
  readonly targetUrl?: string | undefined;
}

/** Commit statuses: one line a context on a commit. */
export interface CommitStatuses {
  /** The newest of a context, or undefined. */
  newest(repository: RepositoryRef, sha: CommitSha, context: string): Promise<CommitStatus | undefined>;
  create(repository: RepositoryRef, sha: CommitSha, status: CommitStatus): Promise<void>;
}

export interface PullRequestComment {
  readonly id: number;
  readonly body: string;
}

/** Comments of our App on a pull request. */
export interface Comments {
  /** Those that our App wrote, oldest first. */
  listOurs(repository: RepositoryRef, pullRequest: number): Promise<readonly PullRequestComment[]>;
  /** @param body at most 65,536 characters of GitHub-flavoured Markdown */
  create(repository: RepositoryRef, pullRequest: number, body: string): Promise<PullRequestComment>;
  update(repository: RepositoryRef, comment: number, body: string): Promise<void>;
}
