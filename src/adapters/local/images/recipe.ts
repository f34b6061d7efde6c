import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { imageDigest, type ImageDigest } from '#model/ids.ts';

/** What an image is made of, where there is no registry to have it from. */
const recipe = z.object({
  /** The git tree of the commit: two commits with the same files share an image. */
  tree: z.string(),
  build: z.string().optional(),
  /** The version of Node and the platform: what is built on one does not run on another. */
  runtime: z.string(),
  /** The bare repository that has the tree; no part of the digest. */
  mirror: z.string(),
  /** Who asked for it last, to name it by; no part of the digest. */
  commit: z.object({ repository: z.string(), sha: z.string() }),
});
export type Recipe = z.output<typeof recipe>;

/** Changes whenever images are built in another way. */
const FORMAT = 2;

function digestOf({ tree, build, runtime }: Recipe): ImageDigest {
  const parts = [FORMAT, tree, build ?? null, runtime];
  return imageDigest.parse(`sha256:${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`);
}

/** The name of a digest's file or directory. */
export const hexOf = (digest: ImageDigest): string => digest.slice('sha256:'.length);

const directoryOf = (cacheDirectory: string): string => join(cacheDirectory, 'recipes');

const pathOf = (cacheDirectory: string, digest: ImageDigest): string =>
  join(directoryOf(cacheDirectory), `${hexOf(digest)}.json`);

/** Leaves the recipe where `readRecipe` finds it. */
export async function writeRecipe(cacheDirectory: string, made: Recipe): Promise<ImageDigest> {
  const digest = digestOf(made);
  const path = pathOf(cacheDirectory, digest);
  // The function and the controller may ask for the same image at one moment.
  const draft = `${path}.${randomUUID()}`;
  await mkdir(directoryOf(cacheDirectory), { recursive: true });
  await writeFile(draft, JSON.stringify(made));
  await rename(draft, path);
  return digest;
}

/** Undefined when there is none, or none that this version can read. */
export async function readRecipe(cacheDirectory: string, digest: ImageDigest): Promise<Recipe | undefined> {
  try {
    const parsed = recipe.safeParse(JSON.parse(await readFile(pathOf(cacheDirectory, digest), 'utf8')));
    return parsed.data;
  } catch {
    return undefined;
  }
}

const DRAFT = /\.json\.[\da-f-]+$/;
/** Nobody writes for that long. */
const DRAFT_MS = 24 * 60 * 60 * 1000;

/** Removes what ended processes did not live to rename. @param now milliseconds since 1970 */
export async function removeOldDrafts(cacheDirectory: string, now: number): Promise<void> {
  const directory = directoryOf(cacheDirectory);
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter((one) => DRAFT.test(one))) {
    const path = join(directory, name);
    const found = await stat(path).catch(() => undefined);
    if (found && now - found.mtimeMs > DRAFT_MS) await rm(path, { force: true });
  }
}
