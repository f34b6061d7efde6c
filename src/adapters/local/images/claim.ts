import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { SUPERVISOR_VARIABLE } from '#adapters/local/processes/environment.ts';
import { isAlive, ownerOf } from '#adapters/local/processes/owner.ts';
import { readProcesses, startedWith } from '#adapters/local/processes/process-table.ts';

/**
 * Makes a path of a cache ours until it is released: who makes or removes what is there claims it first, so that
 * nobody loses what they work on. What an ended process claimed is free.
 * @param instance see `newInstance`
 * @returns whether it is ours now
 */
export async function claim(path: string, instance: string): Promise<boolean> {
  const owner = ownerFile(path);
  const text = await readFile(owner, 'utf8').catch(() => undefined);
  if (text !== undefined) {
    if (isLiving(text)) return false;
    await removeDead(path, text, instance);
  }
  // A link appears with its content, or not at all.
  const draft = draftOf(path, instance);
  await writeFile(draft, instance);
  try {
    await link(draft, owner);
    return true;
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    return false;
  } finally {
    await rm(draft, { force: true });
  }
}

export const release = (path: string): Promise<void> => rm(ownerFile(path), { force: true });

/** Who claimed a path is named in this file. */
export const ownerFile = (path: string): string => `${path}.owner`;

/** Whether a file of this name is part of a claim that a living process is about to make. */
export const isLivingDraft = (name: string): boolean => isLiving(name.split('.')[1] ?? '');

/** Its name says whose it is, since its content may not be written yet. */
const draftOf = (path: string, instance: string): string => `${path}.${instance}.${randomUUID()}`;

/** Whether whoever bears this name may touch what it claimed: while it lives, and while its supervisor cleans up. */
function isLiving(instance: string): boolean {
  const owner = ownerOf(instance);
  return owner !== undefined && (isAlive(owner) || isSupervised(instance));
}

/** A supervisor knows a directory by its number, and file systems give that to the next one at the same path. */
const isSupervised = (instance: string): boolean =>
  readProcesses().some(({ id }) => startedWith(id, SUPERVISOR_VARIABLE) === instance);

/** Somebody else may have claimed it since it was read: then theirs is put back. */
async function removeDead(path: string, text: string, instance: string): Promise<void> {
  const owner = ownerFile(path);
  const aside = draftOf(path, instance);
  try {
    await rename(owner, aside);
    if ((await readFile(aside, 'utf8')) !== text) await link(aside, owner);
  } catch (error) {
    if (!hasCode(error, 'ENOENT') && !hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
