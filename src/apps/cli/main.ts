import { randomUUID } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { systemClock, systemTimers } from '#adapters/node/time.ts';
import { complain } from './complain.ts';
import { exitCode } from './exit-code.ts';
import type { CliIo } from './io.ts';
import { launch } from './launch.ts';
import { run } from './program.ts';

const interrupt = new AbortController();

/** The first signal asks, the second one insists. */
function interruptible(): AbortSignal {
  const ask = (): void => {
    if (interrupt.signal.aborted) process.exit(exitCode.interrupted);
    interrupt.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
  return interrupt.signal;
}

/** A reader that went away (`dm env list | head`) is no error, but nobody waits for more. */
function quietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  interrupt.abort();
}

const io: CliIo = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  clock: systemClock,
  timers: systemTimers,
  newKey: randomUUID,
  environment: process.env,
  temporaryDirectory: tmpdir(),
  uid: userInfo().uid,
  platform: process.platform,
  launch,
  user: userInfo().username,
  interruptible,
  atExit: (task) => void process.on('exit', task),
};

process.stdout.on('error', quietly);
process.stderr.on('error', quietly);
process.exitCode = await run(process.argv.slice(2), io).catch((error: unknown) => complain(error, false, io));
// What was given up may still wait for an answer, and would keep the process.
if (interrupt.signal.aborted) process.exit();
