import { join } from 'node:path';
import type { Environment } from '#adapters/local/processes/environment.ts';
import type { ImageDirectories } from '#adapters/local/processes/containers.ts';
import type { Supervision } from '#adapters/local/processes/supervision.ts';
import { KeyedLock } from '#lib/keyed-lock.ts';
import type { ImageDigest } from '#model/ids.ts';
import type { Clock } from '#ports/clock.ts';
import { ContainersError } from '#ports/containers.ts';
import type { Programs } from '#ports/programs.ts';
import { every, type Timers } from '#ports/timers.ts';
import { buildImage, type BuildPlace, type BuildStep } from './build.ts';
import { Cache } from './cache.ts';
import { evict } from './evict.ts';
import { hexOf, readRecipe, removeOldDrafts, type Recipe } from './recipe.ts';

/** What a build is doing, or that it is done; told at each step, and again every ten seconds while one lasts. */
export interface BuildProgress {
  readonly digest: ImageDigest;
  readonly repository: string;
  readonly sha: string;
  readonly step: BuildStep | 'ready' | 'failed';
  /** Milliseconds since the build began. */
  readonly elapsedMs: number;
}

export interface BuildsOptions {
  readonly cacheDirectory: string;
  /** The variables that git, npm and build commands get; see `buildEnvironment`. */
  readonly environment: Environment;
  readonly programs: Programs;
  /** Who builds; see `newInstance`. */
  readonly instance: string;
  /** Removes the place of a build that we do not live to remove. */
  readonly supervision: Supervision;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly onProgress?: (progress: BuildProgress) => void;
}

export interface Builds extends ImageDirectories {
  /** Stops what is being built; resolves when nothing runs any more. */
  close(): Promise<void>;
}

/** A build that takes longer has hung. */
const BUILD_MS = 600_000;
/** People see that it goes on. */
const TOLD_EVERY_MS = 10_000;
/** What is in use counts as used that often. */
const USED_EVERY_MS = 60 * 60_000;

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
  readonly #images: Cache;
  readonly #dependencies: Cache;
  readonly #used = new Set<string>();
  #evicted: Promise<void> | undefined;
  readonly #cancelUse: () => void;

  constructor(options: BuildsOptions) {
    this.#options = options;
    const { cacheDirectory, timers, instance, supervision } = options;
    const cache = (name: string) =>
      new Cache({ directory: join(cacheDirectory, name), timers, instance, supervision, signal: this.#closed.signal });
    this.#images = cache('images');
    this.#dependencies = cache('dependencies');
    this.#cancelUse = every(timers, USED_EVERY_MS, () => this.#use());
  }

  open(digest: ImageDigest): Promise<string> {
    const known = this.#opening.get(digest);
    if (known) return known;
    const opening = this.#open(digest).finally(() => this.#opening.delete(digest));
    this.#opening.set(digest, opening);
    return opening;
  }

  async close(): Promise<void> {
    this.#cancelUse();
    this.#closed.abort();
    await Promise.allSettled(this.#opening.values());
  }

  async #open(digest: ImageDigest): Promise<string> {
    const key = hexOf(digest);
    this.#used.add(key);
    await (this.#evicted ??= this.#evict());
    if (await this.#images.has(key)) return this.#images.pathOf(key);
    return this.#lock.run('build', () =>
      this.#images.open(key, (directory, scratch) => this.#build(digest, directory, scratch)),
    );
  }

  async #build(digest: ImageDigest, directory: string, scratch: string): Promise<void> {
    const recipe = await readRecipe(this.#options.cacheDirectory, digest);
    if (!recipe)
      throw new ContainersError('ImageNotFound', `${digest}: no recipe says how it is built`, { source: 'system' });

    const progress = this.#progressOf(digest, recipe);
    try {
      await this.#make(recipe, { directory, index: join(scratch, 'index') }, progress.step);
      progress.step('ready');
    } catch (error) {
      progress.step('failed');
      throw error;
    } finally {
      progress.end();
    }
  }

  async #make(recipe: Recipe, place: BuildPlace, onStep: (step: BuildStep) => void): Promise<void> {
    const { environment, programs, timers } = this.#options;
    const timeout = new AbortController();
    const cancel = timers.after(BUILD_MS, () => timeout.abort());
    const signal = AbortSignal.any([this.#closed.signal, timeout.signal]);
    const setting = { environment, programs, signal, dependencies: this.#dependencies, onStep };
    try {
      await buildImage(recipe, place, setting);
    } finally {
      cancel();
    }
  }

  #progressOf(digest: ImageDigest, { commit }: Recipe) {
    const { clock, timers, onProgress } = this.#options;
    const begin = clock.now();
    let current: BuildProgress['step'] = 'checkout';
    const tell = () => onProgress?.({ digest, ...commit, step: current, elapsedMs: clock.now() - begin });
    const step = (next: BuildProgress['step']): void => {
      current = next;
      tell();
    };
    return { step, end: every(timers, TOLD_EVERY_MS, tell) };
  }

  async #evict(): Promise<void> {
    const { cacheDirectory, clock, instance } = this.#options;
    const directories = ['images', 'dependencies'].map((name) => join(cacheDirectory, name));
    const now = clock.now();
    await removeOldDrafts(cacheDirectory, now);
    await evict({ directories, instance, now });
  }

  #use(): void {
    for (const key of this.#used) void this.#images.has(key);
  }
}
