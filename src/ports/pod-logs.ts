/** The output of containers. */
export interface PodLogs {
  /**
   * The last lines that a pod's container wrote, oldest first.
   * @param previous the run before the present one, for a container that was restarted
   * @returns an empty list when there is no such pod or nothing was written
   */
  tail(pod: PodRef, options: { readonly lines: number; readonly previous: boolean }): Promise<readonly string[]>;
}

export interface PodRef {
  readonly namespace: string;
  readonly name: string;
}
