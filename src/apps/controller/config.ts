import type { Random } from '#lib/random.ts';
import type { Redact } from '#lib/redact.ts';
import type { EnvironmentName } from '#model/ids.ts';
import type { Clock } from '#ports/clock.ts';
import type { GitHubByUse } from '#ports/github/by-use.ts';
import type { CanaryConfig } from '#features/canary/config.ts';
import type { PullSecrets } from '#features/environment/gather.ts';
import type { Images } from '#ports/images.ts';
import type { Isolation } from '#ports/isolation.ts';
import type { Log } from '#ports/log.ts';
import type { Objects } from '#ports/objects/objects.ts';
import type { PodLogs } from '#ports/pod-logs.ts';
import type { Timers } from '#ports/timers.ts';
import type { Election } from '#runtime/leadership/election.ts';

/** Everything that the controller touches. */
export interface ControllerPorts {
  readonly objects: Objects;
  readonly github: GitHubByUse;
  readonly images: Images;
  readonly podLogs: PodLogs;
  readonly isolation: Isolation;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  /** Decides when this process works; `alwaysLeading` where there is only one. */
  readonly election: Election;
}

export interface ControllerConfig {
  /** The address of an environment for people. */
  readonly urlOf: (name: EnvironmentName) => string;
  readonly redact: Redact;
  /** How often everything is compared with GitHub. */
  readonly resyncMs: number;
  /** Who writes Kubernetes Events: a pod's name. Left out, none are written: only an API server deletes them again. */
  readonly reportingInstance?: string;
  /** Left out where images are pulled without credentials of ours. */
  readonly pullSecrets?: PullSecrets;
  /** Left out: whether network policies are enforced is not found out here. */
  readonly canary?: CanaryConfig;
}
