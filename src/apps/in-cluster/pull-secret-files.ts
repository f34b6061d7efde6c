import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pullSecretFor } from '#adapters/registry/restricted.ts';
import type { PullSecret } from '#adapters/registry/pull-secret.ts';

/** The pull secrets in a directory, each a Docker configuration: the mounted Secret. */
export class PullSecretFiles {
  readonly #directory: string;
  #known: readonly PullSecret[] = [];

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** As they are now, since the kubelet replaces the files of a Secret that was changed. Links of its own begin with "..". */
  async read(): Promise<readonly PullSecret[]> {
    const names = (await readdir(this.#directory).catch(noneIfMissing)).filter((name) => !name.startsWith('..'));
    this.#known = await Promise.all(
      names.map(async (name) => ({ name, dockerConfigJson: await readFile(join(this.#directory, name), 'utf8') })),
    );
    return this.#known;
  }

  /** What a namespace needs to pull an image, as of the last time that the files were read. */
  for(image: string): string | undefined {
    return pullSecretFor(image, this.#known);
  }
}

function noneIfMissing(error: unknown): readonly string[] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
  throw error;
}
