export interface ProgramRun {
  readonly command: readonly [program: string, ...args: string[]];
  readonly directory: string;
  /** All that it gets to see of our environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What it is, as one word: `build`, `check`, `git`. */
  readonly purpose: string;
  /** Stops it when it takes longer. */
  readonly timeoutMs?: number;
  /** Stops it. */
  readonly signal?: AbortSignal;
}

/** How it ended: by itself, by a signal that was not ours, by the deadline, by the caller's signal, or never began. */
export type ProgramEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'killed'; readonly signal: string }
  | { readonly kind: 'timedOut' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'notStarted'; readonly message: string };

export interface ProgramResult {
  readonly end: ProgramEnd;
  /** The last lines of both its outputs: 200 at the most, each cut at 2,000 characters. */
  readonly tail: readonly string[];
}

/** Runs programs of this machine: trusted code only. */
export interface Programs {
  /** Runs a program to its end; nothing that it has started is left then. Never rejects. */
  run(program: ProgramRun): Promise<ProgramResult>;
}

/** How a program ended, to stand after its name. */
export function endInWords(end: ProgramEnd): string {
  switch (end.kind) {
    case 'exited':
      return `ended with code ${end.code}`;
    case 'killed':
      return `was ended by ${end.signal}`;
    case 'timedOut':
      return 'took too long';
    case 'stopped':
      return 'was stopped';
    case 'notStarted':
      return `did not start: ${end.message}`;
  }
}
