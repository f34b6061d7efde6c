import { descriptorOf, type Image } from './image.ts';
import { tar, type TarEntry } from './tar.ts';

/**
 * An OCI image layout as an archive, for `ctr images import`.
 * @param name in full, as in `dev.local/pause:1`: a kubelet asks for no shorter one. It is what containerd reads first
 * (github.com/containerd/containerd, images/annotations.go)
 */
export function archiveOf({ layer, config, manifest }: Image, name: string): Buffer {
  const annotations = { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': name };
  return tar([
    json('oci-layout', { imageLayoutVersion: '1.0.0' }),
    json('index.json', { schemaVersion: 2, manifests: [{ ...descriptorOf(manifest), annotations }] }),
    { path: 'blobs' },
    { path: 'blobs/sha256' },
    ...[layer, config, manifest].map(({ digest, content }) => ({ path: `blobs/${digest.replace(':', '/')}`, content })),
  ]);
}

const json = (path: string, value: object): TarEntry => ({ path, content: Buffer.from(JSON.stringify(value)) });
