import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startControlPlane } from '#dev/control-plane/control-plane.ts';
import { fromControlPlane, fromFiles, fromUrl } from './kubernetes-types/ask.ts';
import { generateTypes, TYPES_FILE } from './kubernetes-types/generate.ts';

/** Of an API server that is started for it; or of a URL (`kubectl proxy`), or a directory of its descriptions. */
async function generate(source: string | undefined): Promise<string> {
  if (source?.startsWith('http')) return generateTypes(fromUrl(source));
  if (source !== undefined) return generateTypes(fromFiles(source));
  const plane = await startControlPlane({ directory: join(tmpdir(), `dm-kubernetes-types-${randomUUID()}`) });
  try {
    return await generateTypes(fromControlPlane(plane));
  } finally {
    await plane.close();
  }
}

const [source] = process.argv.slice(2);
writeFileSync(TYPES_FILE, await generate(source));
console.log(TYPES_FILE);
