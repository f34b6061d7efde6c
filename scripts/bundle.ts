import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { build } from 'esbuild';

const ENTRY = 'src/apps/in-cluster/main.ts';
/** Some packages are CommonJS inside and ask for Node's own modules as such. */
const BANNER = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** Makes one file of what runs in a cluster, and one that leads its stack traces back to the sources. */
export async function bundle(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await build({
    entryPoints: [ENTRY],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    sourcemap: true,
    legalComments: 'none',
    banner: { js: BANNER },
    logLevel: 'warning',
  });
}
