import type { Screen } from './terminal/look.ts';

/** Something to write to: a terminal, a pipe, a file. */
export type Output = NodeJS.WritableStream & Screen;

/** The outside world of a command. */
export interface CliIo {
  /** Read only where it is a terminal. */
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** Results. */
  readonly stdout: Output;
  /** Everything else. */
  readonly stderr: Output;
  readonly environment: NodeJS.ProcessEnv;
  readonly temporaryDirectory: string;
  readonly uid: number;
  readonly platform: NodeJS.Platform;
  /** Starts a program of the user's desktop with one argument. @returns whether it started */
  launch(program: string, argument: string): Promise<boolean>;
  /** From here on Ctrl-C does not kill: it aborts this signal; the second one ends the process at once. */
  interruptible(): AbortSignal;
  /** Called at the end of the process, when nothing can be waited for. */
  atExit(task: () => void): void;
}
