/** The JSON of the HTTP API, version 1. Fields are added, never changed or removed. */

export interface ConditionView {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  /** RFC 3339: since when the status is this. */
  readonly since: string;
}

/** One word for a reason, one sentence for people. */
export interface FactView {
  readonly reason: string;
  readonly message: string;
}

export interface ApplicationView {
  readonly name: string;
  /** `OWNER/NAME` */
  readonly repository: string;
  readonly path: string;
  readonly stages: readonly string[];
  readonly environments: number;
  readonly conditions: readonly ConditionView[];
}

/** The worst that is true of an environment, in this order. */
export type EnvironmentState = 'Deleting' | 'Failed' | 'Waiting' | 'Progressing' | 'Running' | 'Nothing';

export interface EnvironmentView {
  readonly name: string;
  readonly application: string;
  readonly repository: string;
  readonly pullRequest?: { readonly number: number; readonly fork: boolean };
  readonly stage?: { readonly name: string; readonly branch: string };
  readonly state: EnvironmentState;
  readonly reason: string;
  readonly message: string;
  /** The newest commit that GitHub reported. */
  readonly head: string;
  /** The commit that shall run. */
  readonly wanted?: string;
  /** Who asked for the present attempt. */
  readonly asked?: AskedView;
  /** The commit that answers. */
  readonly running?: string;
  readonly url?: string;
}

/** Who asked for an attempt, where it was a person's act. */
export interface AskedView {
  readonly by: string;
  readonly why: string;
}

export interface AttemptView {
  readonly deploymentId: number;
  readonly commit: string;
  readonly asked?: AskedView;
  readonly outcome: 'succeeded' | 'failed' | 'superseded' | 'cancelled' | 'underWay';
  readonly reason?: string;
  readonly message?: string;
  readonly log: readonly string[];
  readonly startedAt: string;
  readonly finishedAt?: string;
}

export interface EnvironmentDetailsView extends EnvironmentView {
  readonly image?: string;
  readonly conditions: readonly ConditionView[];
  /** Newest first. */
  readonly attempts: readonly AttemptView[];
}

export interface EnvironmentsView {
  readonly environments: readonly EnvironmentView[];
}

/** Something that a person may want to look at. */
export interface NoticeView extends FactView {
  readonly kind: 'Application' | 'Environment';
  readonly name: string;
  readonly next: string;
}

export interface StatusView {
  readonly applications: readonly ApplicationView[];
  /** How many environments are in each state; those of none are left out. */
  readonly environments: { readonly [State in EnvironmentState]?: number };
  /** What is wrong and will not mend by itself. */
  readonly problems: readonly NoticeView[];
  /** What waits for something outside. */
  readonly waiting: readonly NoticeView[];
}

/** Why something is as it is; `next` is what mends it. */
export interface CauseView extends FactView {
  /** Who says so. */
  readonly source: 'cluster' | 'GitHub';
  readonly next: string;
}

/** Whether GitHub was asked, and what would be done now. */
export type GitHubView =
  | { readonly kind: 'asked'; readonly plan: string; readonly message: string }
  | { readonly kind: 'away'; readonly code: string; readonly message: string; readonly next: string }
  /** This server has no access to GitHub. */
  | { readonly kind: 'notAsked' };

export interface WhyView {
  readonly name: string;
  /** The answer in one sentence. */
  readonly answer: string;
  readonly environment?: EnvironmentView;
  /** The most important first; empty when all is well. */
  readonly causes: readonly CauseView[];
  /** Of the first cause. */
  readonly next?: string;
  readonly github: GitHubView;
}

/** One line of the stream that `/v1/environments/NAME/logs` answers with (NDJSON). */
export type LogView =
  /** Something that a container wrote; `at` is RFC 3339 with milliseconds. */
  | { readonly kind: 'line'; readonly pod: string; readonly at: string; readonly text: string }
  /** A pod that is followed from here on, or no longer. */
  | { readonly kind: 'pod'; readonly pod: string; readonly state: 'joined' | 'ended'; readonly commit?: string }
  /** The reader was slower than the service: so many lines are missing here. */
  | { readonly kind: 'dropped'; readonly lines: number }
  /** Why there is nothing to read. */
  | (FactView & { readonly kind: 'nothing'; readonly next: string })
  /** The environment is gone: nothing more will come. */
  | { readonly kind: 'gone'; readonly name: string };
/** What somebody asked for, and what became of it: `Refused` and `Done` are its ends. */
export interface ActView {
  readonly name: string;
  readonly act: 'redeploy' | 'delete';
  readonly environment: string;
  readonly by: string;
  readonly why: string;
  /** RFC 3339. */
  readonly requestedAt: string;
  readonly state: 'Open' | 'Recorded' | 'Refused' | 'Done';
  /** Its record on GitHub. */
  readonly deploymentId?: number;
  /** The commit that starts anew, or the head that was deleted. */
  readonly commit?: string;
  /** Of `Done`: its attempt runs well, or its environment is gone. */
  readonly succeeded?: boolean;
  readonly reason?: string;
  readonly message?: string;
  readonly next?: string;
  readonly concludedAt?: string;
}

export interface ErrorView {
  readonly error: { readonly code: string; readonly message: string; readonly next?: string };
}
