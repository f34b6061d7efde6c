import { readFile, realpath } from 'node:fs/promises';
import { dirname, posix } from 'node:path';
import { layerOf, type Layer } from './oci-image.ts';
import type { TarEntry } from './tar.ts';
import { CodedError } from '#lib/coded-error.ts';
import { endInWords, type Programs } from '#ports/programs.ts';

export const NODE_IN_IMAGE = '/usr/local/bin/node';
const DEADLINE_MS = 10_000;

/** The Node.js that we run on, with the libraries that it is linked to: what an image needs to run JavaScript. */
export async function nodeLayer(programs: Programs): Promise<Layer> {
  const program = await realpath(process.execPath);
  const files = new Map([[NODE_IN_IMAGE, program]]);
  for (const library of await librariesOf(program, programs)) files.set(library, library);
  const entries: TarEntry[] = [];
  for (const [path, source] of files) {
    entries.push({ kind: 'file', path: path.slice(1), executable: true, content: await readFile(source) });
  }
  const directories = [...new Set([...files.keys(), '/tmp/none'].flatMap(parentsOf))].toSorted();
  return layerOf([...directories.map((path) => ({ kind: 'directory', path }) as const), ...entries]);
}

const parentsOf = (path: string): readonly string[] => {
  const parts = posix.dirname(path).split('/').filter(Boolean);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
};

/** ldd(1): `libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x…)`, and the loader by its path alone. */
async function librariesOf(program: string, programs: Programs): Promise<readonly string[]> {
  const command = ['ldd', program] as const;
  const { end, tail } = await programs.run({
    command,
    // Output has this path taken out, so it must be none that libraries are in.
    directory: dirname(program),
    env: { PATH: process.env['PATH'] ?? '' },
    purpose: 'ldd',
    timeoutMs: DEADLINE_MS,
  });
  const paths = tail.map((line) => /(?:=> )?(\/\S+) \(0x/.exec(line)?.[1]).filter((path) => path !== undefined);
  if (paths.length > 0) return paths;
  throw new CodedError('NoLibraries', `ldd ${program}: ${endInWords(end)}`, {
    source: 'system',
    next: 'images are made on Linux with glibc: run it there, or leave --context out',
  });
}
