/** What the canary's pods run. */
export interface CanaryConfig {
  /** An image that is in the cluster anyway: ours. It must run as a numeric user that is not root. */
  readonly image: string;
  /** Listens until it is ended. */
  readonly listen: readonly string[];
  /**
   * Calls the listener several times and ends: with `REACHED` when the last call was answered, with `BLOCKED` when it
   * was not. The last counts, since a policy may take seconds until it holds for a new pod.
   */
  readonly call: (host: string) => readonly string[];
}

export const REACHED = 0;
export const BLOCKED = 3;
