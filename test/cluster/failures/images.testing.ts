import { systemClock as clock } from '#adapters/node/time.ts';
import { RegistryClient } from '#adapters/registry/client.ts';
import { NODE_IN_IMAGE, nodeLayer } from '#adapters/registry/node-layer.ts';
import { layerOf, type ImageConfig } from '#adapters/registry/oci-image.ts';
import { pushImage } from '#adapters/registry/push.ts';
import { imageDigest, type ImageDigest } from '#model/ids.ts';
import type { Programs } from '#ports/programs.ts';
import { programs } from './programs.testing.ts';

/** An image in the cluster's registry. */
export interface ServiceImage {
  readonly image: string;
  readonly digest: ImageDigest;
}

/**
 * Of one service: three versions of it, which answer with their number; one without USER; one without a command; one
 * that was never pushed.
 */
export type ServiceImages = Readonly<Record<'first' | 'second' | 'third' | 'root' | 'bare' | 'missing', ServiceImage>>;

const USER = '1000:1000';
const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';

export async function pushServiceImages(registry: string, local: Programs): Promise<ServiceImages> {
  const client = new RegistryClient({ fetch, clock, credentials: [], insecureRegistries: [registry] });
  const layers = [await nodeLayer(local), await programsLayer()];
  const image = `${registry}/service`;
  const push = async (version: string, more: Partial<ImageConfig> = { user: USER }): Promise<ServiceImage> => {
    const env = { PATH: NODE_IN_IMAGE.replace(/\/node$/, ''), VERSION: version };
    const config: ImageConfig = { architecture, env, command: ['node', '/app/serve.mjs'], ...more };
    return { image, digest: await pushImage(client, image, version, { layers, config }) };
  };
  return {
    first: await push('1'),
    second: await push('2'),
    third: await push('3'),
    root: await push('root', {}),
    bare: await push('bare', { user: USER, command: [] }),
    missing: { image, digest: imageDigest.parse(`sha256:${'0'.repeat(64)}`) },
  };
}

const programsLayer = () =>
  layerOf([
    { kind: 'directory', path: 'app' },
    ...Object.entries(programs).map(
      ([name, text]) => ({ kind: 'file', path: `app/${name}`, executable: false, content: Buffer.from(text) }) as const,
    ),
  ]);
