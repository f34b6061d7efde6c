import type { CommitSha, ApplicationName, EnvironmentName, ImageDigest, RepositoryRef, StageName } from './ids.ts';
import type { Condition, KubernetesObject, ObjectMeta } from './kubernetes/meta.ts';
import type { Workload } from './application-file.ts';
import type { Isolation } from './isolation.ts';
import type { WaitingReason } from './reasons.ts';

export const GROUP_VERSION = 'dungeonmaster.dev/v1alpha1';

/** Both hold an Environment back until their work at its end is done. */
export const ENVIRONMENT_FINALIZER = 'dungeonmaster.dev/environment';
export const REPORT_FINALIZER = 'dungeonmaster.dev/report';

/** Which pull request a preview shows; `head` is what GitHub last reported, not what runs. */
export interface PreviewTarget {
  readonly number: number;
  readonly head: CommitSha;
  readonly fork: boolean;
  /** The pull request's `updated_at` in the newest answer that was used (law 5). */
  readonly updatedAt: string;
}

/** Which branch a stage follows; `head` is what GitHub last reported, not what runs. */
export interface StageTarget {
  readonly name: StageName;
  readonly branch: string;
  readonly head: CommitSha;
  /** When the head moved there, in the newest answer that was used (law 5); ISO 8601. */
  readonly updatedAt: string;
}

/** Who asked for an attempt, where it was a person's act. */
export interface Asked {
  readonly by: string;
  readonly why: string;
}

/** A commit that shall run, and how. */
export interface Revision {
  readonly sha: CommitSha;
  /** The image's name without tag or digest. */
  readonly image: string;
  readonly digest: ImageDigest;
  /** The GitHub deployment (record) that opened this attempt. */
  readonly deploymentId: number;
  readonly asked?: Asked;
  readonly workload: Workload;
}

/** Why the newest commit may not run yet. */
export interface Waiting {
  readonly reason: WaitingReason;
  readonly message: string;
}

interface CommonSpec {
  readonly application: ApplicationName;
  readonly repository: RepositoryRef;
  readonly revision?: Revision;
  readonly waiting?: Waiting;
  /** How the team's half opens the fence around it; never there for a fork. */
  readonly isolation?: Isolation;
  /** Counts changes of our own rules: a lower one never overwrites a higher. */
  readonly rulesVersion: number;
}

export type PreviewSpec = CommonSpec & { readonly pullRequest: PreviewTarget; readonly stage?: never };
export type StageSpec = CommonSpec & { readonly stage: StageTarget; readonly pullRequest?: never };
export type EnvironmentSpec = PreviewSpec | StageSpec;

export type AttemptOutcome = 'succeeded' | 'failed' | 'superseded' | 'cancelled';

/** One record and what became of it here. */
export interface Attempt {
  readonly deploymentId: number;
  readonly sha: CommitSha;
  readonly asked?: Asked;
  readonly outcome?: AttemptOutcome;
  readonly reason?: string;
  readonly message?: string;
  /** The last lines that the failing container wrote, masked; at most 20. */
  readonly log?: readonly string[];
  readonly startedAt: string;
  readonly finishedAt?: string;
}

/** What was last told to GitHub: saves reads, proves nothing. */
export interface Reported {
  /** Identifies the whole report that GitHub was found to show. */
  readonly fingerprint: string;
  /** Every record up to this GitHub deployment id is closed. */
  readonly closedThrough: number;
  /** The commit that was last said to wait. */
  readonly waiting?: CommitSha;
}

export interface EnvironmentStatus {
  readonly observedGeneration?: number;
  readonly conditions?: readonly Condition[];
  readonly running?: { readonly sha: CommitSha; readonly digest: ImageDigest };
  readonly url?: string;
  /** Newest first, at most five. */
  readonly attempts?: readonly Attempt[];
  readonly reported?: Reported;
}

export interface Environment extends KubernetesObject {
  readonly apiVersion: typeof GROUP_VERSION;
  readonly kind: 'Environment';
  readonly metadata: ObjectMeta & { readonly name: EnvironmentName };
  readonly spec: EnvironmentSpec;
  readonly status?: EnvironmentStatus;
}

/** The registration of a service, and what was last read of the team's half of its file. */
export interface Application extends KubernetesObject {
  readonly apiVersion: typeof GROUP_VERSION;
  readonly kind: 'Application';
  readonly metadata: ObjectMeta & { readonly name: ApplicationName };
  readonly spec: {
    readonly repository: RepositoryRef;
    /** Where the file is in the repository. */
    readonly path: string;
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly conditions?: readonly Condition[];
    readonly stages?: readonly StageName[];
  };
}
