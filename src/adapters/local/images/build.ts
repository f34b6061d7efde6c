import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Environment } from '#adapters/local/processes/environment.ts';
import { cut } from '#lib/text.ts';
import { ContainersError } from '#ports/containers.ts';
import { endInWords, type ProgramResult, type Programs } from '#ports/programs.ts';
import { GitMirror } from './git.ts';
import { LOCKFILES } from './images.ts';
import type { Recipe } from './recipe.ts';

export type BuildStep = 'checkout' | 'install' | 'build';

export interface BuildSetting {
  readonly programs: Programs;
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly onStep: (step: BuildStep) => void;
}

const OUTPUT_LENGTH = 2000;
const TAIL_LINES = 20;
/** Locks of npm 7 and later name everything under `packages`, the project itself under the empty name. */
const lock = z.object({ packages: z.record(z.string(), z.unknown()).default({}) });

/**
 * Makes a checkout runnable in `place/checkout`. Install scripts run as npm has them run: the same code starts in the
 * same environment a moment later anyway. Throws `ContainersError` (`BuildFailed`) with the last lines of the output.
 */
export async function buildImage(recipe: Recipe, place: string, setting: BuildSetting): Promise<void> {
  const { programs, environment: env, signal, onStep } = setting;
  const directory = join(place, 'checkout');
  const run = (...command: [string, ...string[]]) =>
    programs.run({ command, directory, env, signal, purpose: 'build' });
  onStep('checkout');
  const git = new GitMirror(programs, recipe.mirror, env);
  await step('git checkout-index', git.checkOut(recipe.tree, directory, join(place, 'index'), signal));
  if (await hasDependencies(directory)) {
    onStep('install');
    const command = ['npm', 'ci', '--no-audit', '--no-fund'] as const;
    await step(command.join(' '), run(...command));
  }
  const { build } = recipe;
  if (build === undefined) return;
  onStep('build');
  await step(build, run('sh', '-c', build));
}

async function step(what: string, running: Promise<ProgramResult>): Promise<void> {
  const { end, tail } = await running;
  if (end.kind === 'exited' && end.code === 0) return;
  const message = cut(`${what} ${endInWords(end)}: ${tail.slice(-TAIL_LINES).join('\n')}`, OUTPUT_LENGTH);
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
