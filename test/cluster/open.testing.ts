import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Place } from '#test/e2e/dm.testing.ts';

/** A `dm env open` that keeps the way into a cluster open. */
export interface Opening {
  /** The address that it prints. */
  readonly url: string;
  /** Ctrl-C. @returns its exit code */
  stop(): Promise<number | null>;
}

/** Rejects when it ends before it has told an address. */
export async function startOpen({ environment, socket }: Place, name: string, context: string): Promise<Opening> {
  const words = ['env', 'open', name, '--print', '--context', context, '--socket', socket];
  const child = spawn('bin/dm', words, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close').then(() => child.exitCode);
  const told = once(createInterface({ input: child.stdout }), 'line').then(([line]) => String(line));
  const url = await Promise.race([
    told,
    ended.then((code) => Promise.reject(new Error(`dm env open ended with ${code}`))),
  ]);
  return {
    url,
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}
