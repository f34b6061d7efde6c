/** Everything that the story tells, as data: the terminal and `--json` are two readers of it. */
export type StoryEvent =
  | {
      readonly event: 'ready';
      readonly github: string;
      readonly previews: string;
      readonly socket: string;
      /** The context of the cluster that services run on; left out: this machine. */
      readonly context?: string;
    }
  | { readonly event: 'step'; readonly name: string; readonly title: string }
  /** Somebody did something on GitHub. */
  | { readonly event: 'act'; readonly who: string; readonly text: string }
  /** Something that was waited for is so. */
  | { readonly event: 'seen'; readonly where: string; readonly text: string; readonly lines?: readonly string[] }
  | { readonly event: 'done'; readonly name: string; readonly ms: number }
  | { readonly event: 'progress'; readonly text: string }
  | { readonly event: 'urls'; readonly urls: readonly { readonly name: string; readonly url: string }[] };

/** How the story ended: the last line of `--json`. */
export type StoryEnd =
  | { readonly ok: true; readonly steps: readonly StepTime[]; readonly requests: number; readonly failedRequests: 0 }
  | { readonly ok: false; readonly steps: readonly StepTime[]; readonly error: StoryFailure };

export interface StepTime {
  readonly name: string;
  readonly ms: number;
}

export interface StoryFailure {
  readonly code: string;
  readonly message: string;
  readonly next: string | undefined;
}

export type Narrate = (event: StoryEvent) => void;
