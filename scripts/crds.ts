import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CRD_DIRECTORY, crdFiles } from './crd-files.ts';

/** Writes config/crd: what an API server is told of our kinds. */
mkdirSync(CRD_DIRECTORY, { recursive: true });
for (const [name, text] of crdFiles()) {
  const path = join(CRD_DIRECTORY, name);
  writeFileSync(path, text);
  console.log(path);
}
