import type { Environment } from '#adapters/local/processes/environment.ts';
import { cut } from '#lib/text.ts';
import { ContainersError } from '#ports/containers.ts';
import { endInWords, type ProgramResult, type Programs } from '#ports/programs.ts';
import type { Cache } from './cache.ts';
import { hasDependencies, installDependencies } from './dependencies.ts';
import { GitMirror } from './git.ts';
import type { Recipe } from './recipe.ts';

export type BuildStep = 'checkout' | 'install' | 'build';

export interface BuildSetting {
  readonly programs: Programs;
  readonly environment: Environment;
  readonly signal: AbortSignal;
  /** Where installed dependencies are kept. */
  readonly dependencies: Cache;
  readonly onStep: (step: BuildStep) => void;
}

export interface BuildPlace {
  readonly directory: string;
  /** A path where git may keep its notes meanwhile. */
  readonly index: string;
}

const OUTPUT_LENGTH = 2000;
const TAIL_LINES = 20;

/**
 * Makes a checkout runnable in `directory`. Install scripts run as npm has them run: the same code starts in the
 * same environment a moment later anyway. Throws `ContainersError` (`BuildFailed`) with the last lines of the output.
 */
export async function buildImage(
  recipe: Recipe,
  { directory, index }: BuildPlace,
  { programs, environment: env, signal, dependencies, onStep }: BuildSetting,
): Promise<void> {
  onStep('checkout');
  const git = new GitMirror(programs, recipe.mirror, env);
  await step('git read-tree', git.checkOut(recipe.tree, directory, index, signal));
  const run = (command: readonly [string, ...string[]], where: string, what = command.join(' ')) =>
    step(what, programs.run({ command, directory: where, env, signal, purpose: 'build' }));
  if (await hasDependencies(directory)) {
    onStep('install');
    await installDependencies(directory, { cache: dependencies, runtime: recipe.runtime, run });
  }
  const { build } = recipe;
  if (build === undefined) return;
  onStep('build');
  await run(['sh', '-c', build], directory, build);
}

async function step(what: string, running: Promise<ProgramResult>): Promise<void> {
  const { end, tail } = await running;
  if (end.kind === 'exited' && end.code === 0) return;
  const message = cut(`${what} ${endInWords(end)}: ${withoutUsage(tail).slice(-TAIL_LINES).join('\n')}`, OUTPUT_LENGTH);
  throw new ContainersError('BuildFailed', message, { source: 'user', next: `run it in a checkout: ${what}` });
}

const NPM_USAGE = /^npm (?:error|ERR!) Usage:$/;

/** npm ends what it has against a project with sixty lines on how it is called. */
function withoutUsage(lines: readonly string[]): readonly string[] {
  const usage = lines.findIndex((line) => NPM_USAGE.test(line));
  return usage < 0 ? lines : lines.slice(0, usage);
}
