import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { moduleDirectory } from './go.ts';
import { buildArguments, type Source } from './modules.ts';

/** What a program is built from, as a name: the pinned modules, the flags, the compiler, and our own files. */
export function keyOf(source: Source, compiler: string): string {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum', ...(source.files ?? [])]) {
    hash.update(readFileSync(join(moduleDirectory(source.module), file)));
    hash.update('\0');
  }
  hash.update(JSON.stringify([buildArguments(source), compiler]));
  return hash.digest('hex').slice(0, 16);
}
