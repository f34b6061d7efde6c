import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';

export interface OwnerFile {
  /** Who owns something is named in it. */
  readonly path: string;
  /** Who takes it; see `newInstance`. */
  readonly instance: string;
  /** Whether whoever the file names still has what it stands for. */
  readonly isLiving: (instance: string) => boolean;
}

/**
 * Takes an owner file: one of many that try gets it, and a file that nobody living is named in is free.
 * @returns whether it is ours now
 */
export async function takeOwnerFile({ path, instance, isLiving }: OwnerFile): Promise<boolean> {
  const text = await ownerIn(path);
  if (text !== undefined) {
    if (isLiving(text)) return false;
    await removeDead(path, text, instance);
  }
  // A link appears with its content, or not at all.
  const draft = draftOf(path, instance);
  await writeFile(draft, instance, { mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    return false;
  } finally {
    await rm(draft, { force: true });
  }
}

/** What stands in an owner file; undefined where there is none. */
export const ownerIn = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined);

/** The name of a draft says whose it is, since its content may not be written yet. */
const draftOf = (path: string, instance: string): string => `${path}.${instance}.${randomUUID()}`;

/** Who makes a draft of this name; undefined when it is none. */
export const drafterOf = (name: string): string | undefined => /\.owner\.([^.]+)\.[^.]+$/.exec(name)?.[1];

/** Somebody else may have taken it since it was read: then theirs is put back. */
async function removeDead(path: string, text: string, instance: string): Promise<void> {
  const aside = draftOf(path, instance);
  try {
    await rename(path, aside);
    if ((await readFile(aside, 'utf8')) !== text) await link(aside, path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT') && !hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
