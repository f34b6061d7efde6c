import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '#adapters/local/processes/environment.ts';
import type { ImageDirectories } from '#adapters/local/processes/containers.ts';
import { isAlive, ownerOf } from '#adapters/local/processes/owner.ts';
import type { Supervision } from '#adapters/local/processes/supervision.ts';
import { KeyedLock } from '#lib/keyed-lock.ts';
import type { ImageDigest } from '#model/ids.ts';
import { ContainersError } from '#ports/containers.ts';
import type { Programs } from '#ports/programs.ts';
import type { Timers } from '#ports/timers.ts';
import { buildImage, type BuildStep } from './build.ts';
import { hexOf, readRecipe } from './recipe.ts';

export interface BuildsOptions {
  readonly cacheDirectory: string;
  /** The variables that git, npm and build commands get; see `buildEnvironment`. */
  readonly environment: Environment;
  readonly programs: Programs;
  /** Whose places these builds have; see `newInstance`. */
  readonly instance: string;
  /** Removes the place of a build that we do not live to remove. */
  readonly supervision: Supervision;
  readonly timers: Timers;
  readonly onProgress?: (digest: ImageDigest, step: BuildStep | 'ready') => void;
}

export interface Builds extends ImageDirectories {
  /** Stops what is being built; resolves when nothing runs any more. */
  close(): Promise<void>;
}

/** A build that takes longer has hung. */
const BUILD_MS = 600_000;

/** Makes built checkouts of recipes: each once, one at a time, whole or not at all. */
export function createBuilds(options: BuildsOptions): Builds {
  return new LocalBuilds(options);
}

class LocalBuilds implements Builds {
  readonly #options: BuildsOptions;
  readonly #opening = new Map<ImageDigest, Promise<string>>();
  /** Machines that run local mode have few cores: builds go one after the other. */
  readonly #lock = new KeyedLock();
  readonly #closed = new AbortController();
  #swept: Promise<void> | undefined;

  constructor(options: BuildsOptions) {
    this.#options = options;
  }

  open(digest: ImageDigest): Promise<string> {
    const known = this.#opening.get(digest);
    if (known) return known;
    const opening = this.#open(digest).finally(() => this.#opening.delete(digest));
    this.#opening.set(digest, opening);
    return opening;
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await Promise.allSettled(this.#opening.values());
  }

  async #open(digest: ImageDigest): Promise<string> {
    const directory = join(this.#options.cacheDirectory, 'images', hexOf(digest));
    if (await exists(directory)) return directory;
    await this.#lock.run('build', () => this.#build(digest, directory));
    return directory;
  }

  async #build(digest: ImageDigest, directory: string): Promise<void> {
    const { cacheDirectory, environment, programs, instance, supervision, timers, onProgress } = this.#options;
    await (this.#swept ??= sweep(cacheDirectory, instance));
    const recipe = await readRecipe(cacheDirectory, digest);
    if (!recipe)
      throw new ContainersError('ImageNotFound', `${digest}: no recipe says how it is built`, { source: 'system' });

    const place = join(cacheDirectory, 'building', `${hexOf(digest)}.${instance}`);
    await rm(place, { recursive: true, force: true });
    await mkdir(join(place, 'checkout'), { recursive: true });
    const forget = supervision.path(place);
    const timeout = new AbortController();
    const cancel = timers.after(BUILD_MS, () => timeout.abort());
    try {
      await buildImage(recipe, place, {
        environment,
        programs,
        signal: AbortSignal.any([this.#closed.signal, timeout.signal]),
        onStep: (step) => onProgress?.(digest, step),
      });
      await moveIntoPlace(join(place, 'checkout'), directory);
      onProgress?.(digest, 'ready');
    } finally {
      cancel();
      await rm(place, { recursive: true, force: true });
      forget();
    }
  }
}

/** Another process may have built the same meanwhile: then its directory stands. */
async function moveIntoPlace(built: string, directory: string): Promise<void> {
  await mkdir(join(directory, '..'), { recursive: true });
  try {
    await rename(built, directory);
  } catch (error) {
    if (!(await exists(directory))) throw error;
  }
}

/** Removes what interrupted builds of processes that are no more have left. */
async function sweep(cacheDirectory: string, instance: string): Promise<void> {
  const building = join(cacheDirectory, 'building');
  await mkdir(building, { recursive: true });
  for (const name of await readdir(building)) {
    const of = name.slice(name.indexOf('.') + 1);
    const owner = ownerOf(of);
    if (of !== instance && owner && isAlive(owner)) continue;
    await rm(join(building, name), { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
