/**
 * Why the newest commit of a pull request or branch may not run yet.
 * The word is the same in conditions, on GitHub, in `dm why`, in metrics and in the documentation.
 */
export type WaitingReason =
  | 'ForkNotAllowed'
  | 'FileMissing'
  | 'FileInvalid'
  | 'RecordMissing'
  | 'DeletedOnRequest'
  | 'NoChecksNamed'
  | 'ChecksFailed'
  | 'ChecksPending'
  | 'ImageRefused'
  | 'ImageMissing';

/** Why a reading of the world is not acted on: it will come right by itself. */
export type DiscardReason = 'StaleAnswer' | 'Deleting';

/** Why nothing can be done about an environment until something changes. */
export type StopReason = 'NewerRules' | 'BranchEmpty' | 'NameTaken' | 'DeletedOnRequest' | 'RecordMissing';

/** What an attempt is doing or came to; where Kubernetes has a word, it is Kubernetes' word. */
export type RolloutReason =
  | 'Available'
  | 'Progressing'
  | 'NothingToRun'
  | 'NamespaceTaken'
  | 'Deleting'
  | 'PoliciesNotEnforced'
  | 'ImagePullBackOff'
  | 'ImageRunsAsRoot'
  | 'RunContainerError'
  | 'OOMKilled'
  | 'CrashLoopBackOff'
  | 'Unschedulable'
  | 'QuotaExceeded'
  | 'PodSecurityViolation'
  | 'FailedCreate'
  | 'CreateContainerConfigError'
  | 'ReadinessProbeFailed'
  | 'ProgressDeadlineExceeded'
  | 'NotReady'
  | 'Superseded'
  | 'Deleted';

/** Why a request of a person is refused, where nothing else forbids it. */
export type RefusalReason = 'AboutToChange' | 'Closed' | 'NoSuchEnvironment' | 'NoSuchStage' | 'StageInUse';

/** What a request of a person came to. */
export type ActReason = RefusalReason | WaitingReason | StopReason | RolloutReason;

/** Whether GitHub shows what is. */
export type ReportReason =
  | 'Reported'
  | 'GitHubUnavailable'
  | 'RateLimited'
  | 'Archived'
  | 'Forbidden'
  | 'NotFound'
  | 'Invalid';

export type Reason = WaitingReason | DiscardReason | StopReason | RolloutReason | ReportReason | RefusalReason;
