import type { Environment } from '#adapters/local/processes/environment.ts';
import { messageOf } from '#lib/coded-error.ts';
import { imageOf } from '#model/image-template.ts';
import type { ImageDigest, RepositoryRef } from '#model/ids.ts';
import { ImagesError, type Image, type ImageRequest, type Images } from '#ports/images.ts';
import type { Programs } from '#ports/programs.ts';
import { GitMirror } from './git.ts';
import { readRecipe, writeRecipe } from './recipe.ts';

export interface LocalImagesOptions {
  /** Where recipes and built checkouts are kept. */
  readonly cacheDirectory: string;
  /** The bare git repository in which a repository's commits are. */
  readonly mirrorOf: (repository: RepositoryRef) => string;
  /** The variables that git gets; see `allowedEnvironment`. */
  readonly environment: Environment;
  /** The version of Node and the platform that will run them, such as `v24.11.0 linux-x64`. */
  readonly runtime: string;
  readonly programs: Programs;
}

/** Local mode's images: every commit in the mirror has one, which is built when it is first pulled. */
export function createLocalImages(options: LocalImagesOptions): Images {
  const digests = new Map<string, ImageDigest>();
  return {
    async find(request) {
      const key = JSON.stringify([request.repository.id, request.sha, request.workload.build]);
      const known = digests.get(key);
      // People empty caches, also while we run: a digest without a recipe could never be built.
      const isKept = known !== undefined && (await readRecipe(options.cacheDirectory, known)) !== undefined;
      const digest = isKept ? known : await findDigest(options, request);
      if (digest) digests.set(key, digest);
      return digest && { name: nameOf(request), digest };
    },
  };
}

async function findDigest(options: LocalImagesOptions, request: ImageRequest): Promise<ImageDigest | undefined> {
  const { repository, sha, workload } = request;
  const mirror = options.mirrorOf(repository);
  try {
    const tree = await new GitMirror(options.programs, mirror, options.environment).idOf(`${sha}^{tree}`);
    if (tree === undefined) return undefined;
    const { build } = workload;
    const commit = { repository: repository.fullName, sha };
    const recipe = { tree, ...(build !== undefined && { build }), runtime: options.runtime, mirror, commit };
    return await writeRecipe(options.cacheDirectory, recipe);
  } catch (error) {
    const message = `${repository.fullName}: its mirror cannot be read: ${messageOf(error)}`;
    throw new ImagesError('Unavailable', message, { source: 'system', cause: error });
  }
}

function nameOf({ repository, sha, workload }: ImageRequest): Image['name'] {
  if (workload.image !== undefined) return imageOf(workload.image, sha).name;
  const [, name = ''] = repository.fullName.split('/');
  return `local/${name.toLowerCase()}`;
}
