import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createChildren } from '#adapters/local/processes/children.ts';
import { createPrograms } from '#adapters/local/processes/programs.ts';
import { unsupervised } from '#adapters/local/processes/supervision.ts';
import { systemClock as clock, systemTimers as timers } from '#adapters/node/time.ts';
import { RegistryClient } from '#adapters/registry/client.ts';
import { NODE_IN_IMAGE, nodeLayer } from '#adapters/registry/node-layer.ts';
import { ownArchitecture, layerOf, type OciImage } from '#adapters/registry/oci-image.ts';
import { pushImage } from '#adapters/registry/push.ts';
import { bundle, NODE_ENVIRONMENT, NODE_FLAGS } from './bundle.ts';

/** Builds the image that runs in a cluster, without a container engine, and pushes it: `node scripts/image.ts HOST/NAME:TAG`. */
const PROGRAM = 'app/dungeon-master.mjs';
const USER = '65532:65532';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { 'plain-http': { type: 'boolean' } } });
const [target = ''] = positionals;
const colon = target.lastIndexOf(':');
if (colon <= target.lastIndexOf('/')) {
  process.stderr.write('image: say where to push it: node scripts/image.ts HOST[:PORT]/NAME:TAG [--plain-http]\n');
  process.exit(2);
}
const name = target.slice(0, colon);
const insecureRegistries = values['plain-http'] ? [name.split('/')[0] ?? name] : [];
const client = new RegistryClient({ fetch, clock, credentials: [], insecureRegistries });
const digest = await pushImage(client, name, target.slice(colon + 1), await image());
process.stdout.write(`${name}@${digest}\n`);

async function image(): Promise<OciImage> {
  const programs = createPrograms({
    children: createChildren({ instance: `image-${process.pid}`, timers, supervision: unsupervised }),
    timers,
  });
  return {
    layers: [await nodeLayer(programs), await programLayer()],
    config: {
      architecture: ownArchitecture,
      env: { PATH: dirname(NODE_IN_IMAGE), ...NODE_ENVIRONMENT },
      entrypoint: [NODE_IN_IMAGE, ...NODE_FLAGS, `/${PROGRAM}`],
      user: USER,
    },
  };
}

async function programLayer() {
  const directory = await mkdtemp(join(tmpdir(), 'dm-image-'));
  try {
    const file = join(directory, 'dungeon-master.mjs');
    await bundle(file);
    return await layerOf([
      { kind: 'directory', path: 'app' },
      { kind: 'file', path: PROGRAM, executable: false, content: await readFile(file) },
      { kind: 'file', path: `${PROGRAM}.map`, executable: false, content: await readFile(`${file}.map`) },
    ]);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
