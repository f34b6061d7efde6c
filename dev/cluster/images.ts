import { rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { archiveOf } from '#dev/images/archive.ts';
import type { OciImage } from '#adapters/registry/oci-image.ts';
import { imageOfProgram } from '#dev/images/program.ts';
import { run } from '#dev/processes/run.ts';
import { PAUSE_IMAGE, SOCKET } from './containerd.ts';

const IMPORT_MS = 120_000;

const ctr = (...args: readonly string[]) => ['ctr', `--address=${SOCKET}`, '--namespace=k8s.io', 'images', ...args];

/** How a command is run in a node. */
export type Enter = (command: readonly string[]) => readonly string[];

/** The image of a program that we built: its tag is the key of the build. @param path of the program */
export const imageName = (path: string): string => {
  const name = basename(path);
  return name === 'pause' ? PAUSE_IMAGE : `dev.local/${name}:${basename(dirname(path))}`;
};

/** Gives an image to a node's containerd. @param directory for the archive in between */
export async function importImage(enter: Enter, directory: string, image: OciImage, name: string): Promise<void> {
  const file = join(directory, `${randomUUID()}.tar`);
  try {
    await writeFile(file, archiveOf(image, name));
    await run(enter(ctr('import', file)), { timeoutMs: IMPORT_MS });
  } finally {
    await rm(file, { force: true });
  }
}

/** Gives images of these programs to a node, unless it has them. */
export async function importPrograms(enter: Enter, directory: string, programs: readonly string[]): Promise<void> {
  const there = new Set((await run(enter(ctr('list', '--quiet')))).split('\n'));
  for (const path of programs.filter((one) => !there.has(imageName(one)))) {
    await importImage(enter, directory, await imageOfProgram(basename(path), path), imageName(path));
  }
}
