import type { Clock } from '#ports/clock.ts';
import type { Timers } from '#ports/timers.ts';
import type { Screen } from './terminal/look.ts';

/** Something to write to: a terminal, a pipe, a file. */
export type Output = NodeJS.WritableStream & Screen;

/** Where a person types, if it is a terminal. */
export type Input = NodeJS.ReadableStream & Pick<Screen, 'isTTY'>;

/** The outside world of a command. */
export interface CliIo {
  /** Read only where it is a terminal. */
  readonly stdin: Input;
  /** Results. */
  readonly stdout: Output;
  /** Everything else. */
  readonly stderr: Output;
  readonly clock: Clock;
  readonly timers: Timers;
  /** A text that nobody has used before: lower-case letters, digits and "-". */
  readonly newKey: () => string;
  readonly environment: NodeJS.ProcessEnv;
  readonly temporaryDirectory: string;
  readonly uid: number;
  readonly platform: NodeJS.Platform;
  /** Starts a program of the user's desktop with one argument. @returns whether it started */
  launch(program: string, argument: string): Promise<boolean>;
  /** The name of the operating system's user. */
  readonly user: string;
  /** From here on Ctrl-C does not kill: it aborts this signal; the second one ends the process at once. */
  interruptible(): AbortSignal;
  /** Called at the end of the process, when nothing can be waited for. */
  atExit(task: () => void): void;
}
