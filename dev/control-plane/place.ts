import { join } from 'node:path';
import { Daemon } from '#dev/processes/daemon.ts';
import type { Supervision } from '#adapters/local/processes/supervision.ts';

/** Where a cluster keeps what it has, and whose its processes are. */
export interface Place {
  readonly directory: string;
  readonly supervision: Supervision;
  readonly instance: string;
}

/** A program of a cluster: `logs/NAME.log` and `pids/NAME` are its own. */
export const daemonIn = (
  { directory, supervision, instance }: Place,
  name: string,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Daemon =>
  new Daemon({
    name,
    command,
    env,
    supervision,
    instance,
    logFile: join(directory, 'logs', `${name}.log`),
    pidFile: join(directory, 'pids', name),
  });
