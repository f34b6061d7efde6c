/** The output of containers, as reports quote it. */
export interface PodLogs {
  /**
   * The last lines that a pod's container wrote, oldest first.
   * @param previous the run before the present one, for a container that was restarted
   * @returns an empty list when there is no such pod or nothing was written
   */
  tail(pod: PodRef, options: { readonly lines: number; readonly previous: boolean }): Promise<readonly string[]>;
}

/** The output of containers as it comes: what Kubernetes serves at `pods/NAME/log`. */
export interface PodLogStreams {
  /**
   * The lines of one run of a pod's container, oldest first. It ends with the run, with what there is when it does not
   * follow, or when `signal` aborts; at once when there is no such pod or its container has not started. A reader that
   * is slower than the container loses lines and is told how many.
   */
  read(pod: PodRef, options: PodLogOptions): AsyncIterable<PodLogEntry>;
}

/** As the query of Kubernetes' endpoint: `follow`, `previous`, `tailLines`, `sinceTime`. */
export interface PodLogOptions {
  /** Goes on with what is written from here on. */
  readonly follow: boolean;
  /** The run before the present one. */
  readonly previous: boolean;
  /** Only the last of those that are there; left out: all that are kept. */
  readonly tailLines?: number | undefined;
  /** Only lines after this moment: milliseconds since 1970. */
  readonly sinceTime?: number | undefined;
  readonly signal: AbortSignal;
}

export type PodLogEntry =
  /** @param at when it was read from the container: milliseconds since 1970 */
  | { readonly kind: 'line'; readonly at: number; readonly text: string }
  | { readonly kind: 'dropped'; readonly lines: number };

export interface PodRef {
  readonly namespace: string;
  readonly name: string;
}
