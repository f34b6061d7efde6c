import type { Environment } from '#adapters/local/processes/environment.ts';
import { cut } from '#lib/text.ts';
import { messageOf } from '#lib/coded-error.ts';
import { ContainersError } from '#ports/containers.ts';
import type { Cache } from './cache.ts';
import { hasDependencies, installDependencies, type RunStep } from './dependencies.ts';
import { GitMirror } from './git.ts';
import { runProgram, type ProgramResult } from './program.ts';
import type { Recipe } from './recipe.ts';

export type BuildStep = 'checkout' | 'install' | 'build';

export interface BuildSetting {
  readonly environment: Environment;
  readonly signal: AbortSignal;
  /** Where installed dependencies are kept. */
  readonly dependencies: Cache;
  readonly onStep: (step: BuildStep) => void;
}

const OUTPUT_LENGTH = 2000;

/**
 * Makes a checkout runnable in `directory`. Install scripts run as npm has them run: the same code starts in the
 * same environment a moment later anyway. Throws `ContainersError` (`BuildFailed`) with the last lines of the output.
 * @param index a path where git may keep its notes meanwhile
 */
export async function buildImage(
  recipe: Recipe,
  { directory, index }: { readonly directory: string; readonly index: string },
  { environment: env, signal, dependencies, onStep }: BuildSetting,
): Promise<void> {
  onStep('checkout');
  const git = new GitMirror(recipe.mirror, env);
  await step('git read-tree', () => git.checkOut(recipe.tree, directory, index, signal));
  const run: RunStep = (command, where) =>
    step(command.join(' '), () => runProgram({ command, directory: where, env, signal }));
  if (await hasDependencies(directory)) {
    onStep('install');
    await installDependencies(directory, { cache: dependencies, runtime: recipe.runtime, run });
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
