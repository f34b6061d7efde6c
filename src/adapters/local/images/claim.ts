import { rm } from 'node:fs/promises';
import { SUPERVISOR_VARIABLE } from '#adapters/local/processes/environment.ts';
import { isAlive, ownerOf } from '#adapters/local/processes/owner.ts';
import { drafterOf, takeOwnerFile } from '#adapters/local/processes/owner-file.ts';
import { readProcesses, startedWith } from '#adapters/local/processes/process-table.ts';

/**
 * Makes a path of a cache ours until it is released: who makes or removes what is there claims it first, so that
 * nobody loses what they work on. What an ended process claimed is free.
 * @param instance see `newInstance`
 * @returns whether it is ours now
 */
export const claim = (path: string, instance: string): Promise<boolean> =>
  takeOwnerFile({ path: ownerFile(path), instance, isLiving });

export const release = (path: string): Promise<void> => rm(ownerFile(path), { force: true });

/** Who claimed a path is named in this file. */
export const ownerFile = (path: string): string => `${path}.owner`;

/** Whether a file of this name is part of a claim that a living process is about to make. */
export function isLivingDraft(name: string): boolean {
  const instance = drafterOf(name);
  return instance !== undefined && isLiving(instance);
}

/** Whether whoever bears this name may touch what it claimed: while it lives, and while its supervisor cleans up. */
function isLiving(instance: string): boolean {
  const owner = ownerOf(instance);
  return owner !== undefined && (isAlive(owner) || isSupervised(instance));
}

/** A supervisor knows a directory by its number, and file systems give that to the next one at the same path. */
const isSupervised = (instance: string): boolean =>
  readProcesses().some(({ id }) => startedWith(id, SUPERVISOR_VARIABLE) === instance);
