import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Environment } from '#adapters/local/processes/environment.ts';
import { cut } from '#lib/text.ts';
import { messageOf } from '#lib/coded-error.ts';
import { ContainersError } from '#ports/containers.ts';
import { GitMirror } from './git.ts';
import { LOCKFILES } from './images.ts';
import { runProgram, type ProgramResult } from './program.ts';
import type { Recipe } from './recipe.ts';

export type BuildStep = 'checkout' | 'install' | 'build';

export interface BuildSetting {
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly onStep: (step: BuildStep) => void;
}

const OUTPUT_LENGTH = 2000;
/** Locks of npm 7 and later name everything under `packages`, the project itself under the empty name. */
const lock = z.object({ packages: z.record(z.string(), z.unknown()).default({}) });

/**
 * Makes a checkout runnable in `place/checkout`. Install scripts run as npm has them run: the same code starts in the
 * same environment a moment later anyway. Throws `ContainersError` (`BuildFailed`) with the last lines of the output.
 */
export async function buildImage(recipe: Recipe, place: string, setting: BuildSetting): Promise<void> {
  const { environment: env, signal, onStep } = setting;
  const directory = join(place, 'checkout');
  onStep('checkout');
  const git = new GitMirror(recipe.mirror, env);
  await step('git checkout-index', () => git.checkOut(recipe.tree, directory, join(place, 'index'), signal));
  if (await hasDependencies(directory)) {
    onStep('install');
    const command = ['npm', 'ci', '--no-audit', '--no-fund'] as const;
    await step(command.join(' '), () => runProgram({ command: [...command], directory, env, signal }));
  }
  const { build } = recipe;
  if (build === undefined) return;
  onStep('build');
  await step(build, () => runProgram({ command: ['sh', '-c', build], directory, env, signal }));
}

async function step(what: string, run: () => Promise<ProgramResult>): Promise<void> {
  const { code, tail } = await run().catch((error: unknown) => ({ code: undefined, tail: [messageOf(error)] }));
  if (code === 0) return;
  const end = code === undefined ? 'was stopped' : `ended with code ${code}`;
  const message = cut(`${what} ${end}: ${tail.join('\n')}`, OUTPUT_LENGTH);
  throw new ContainersError('BuildFailed', message, { source: 'user', next: `run it in a checkout: ${what}` });
}

async function hasDependencies(directory: string): Promise<boolean> {
  for (const name of LOCKFILES) {
    const text = await readFile(join(directory, name), 'utf8').catch(() => undefined);
    if (text !== undefined) return namesPackages(text);
  }
  return false;
}

/** A lock that cannot be read is npm's to explain. */
function namesPackages(text: string): boolean {
  try {
    const parsed = lock.safeParse(JSON.parse(text));
    return !parsed.success || Object.keys(parsed.data.packages).some((name) => name !== '');
  } catch {
    return true;
  }
}
