import { CodedError } from '#lib/coded-error.ts';
import { runUp } from '#apps/up/main.ts';
import { complain } from '#apps/cli/complain.ts';
import type { CliIo } from '#apps/cli/io.ts';
import { takesColours } from '#apps/cli/terminal/look.ts';

export interface UpCommandOptions {
  readonly demo: boolean;
  readonly exit: boolean;
  readonly json: boolean;
  readonly verbose: boolean;
  readonly port?: number;
  readonly socket: string;
}

/** Starts local mode. @returns the exit code */
export async function up({ demo, port, ...options }: UpCommandOptions, io: CliIo): Promise<number> {
  try {
    if (!demo) throw onlyDemo;
    const { stdout, stderr, environment, user } = io;
    const colours = takesColours(stdout, environment);
    const signal = io.interruptible();
    const atExit = (task: () => void): void => io.atExit(task);
    return await runUp({ ...options, port }, { stdout, stderr, environment, user, colours, signal, atExit });
  } catch (error) {
    return complain(error, options.json, io);
  }
}

const onlyDemo = new CodedError('NothingToRun', 'dm up: repositories of your own cannot be run yet', {
  source: 'user',
  next: 'see how it works with the example: dm up --demo',
});
