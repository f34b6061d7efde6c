import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** The command line, as people start it. */
export const dm = join(import.meta.dirname, '..', '..', '..', 'bin', 'dm');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs it to its end, with nothing of our own environment but PATH. */
export const run = (words: readonly string[], { program = dm, environment = {} } = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { PATH: process.env['PATH'], ...environment };
    const child = execFile(program, [...words], { env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });

/** A directory of a test's own; it goes with the test. */
export async function directory(context: TestContext): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'dm-'));
  context.after(() => rm(made, { recursive: true }));
  return made;
}
