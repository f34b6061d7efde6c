import { descriptorOf, manifestOf, type OciImage } from '#adapters/registry/oci-image.ts';
import { tarOf, type TarEntry } from '#adapters/registry/tar.ts';

/**
 * An OCI image layout as an archive, for `ctr images import`.
 * @param name in full, as in `dev.local/pause:1`: a kubelet asks for no shorter one. It is what containerd reads first
 * (github.com/containerd/containerd, images/annotations.go)
 */
export function archiveOf(image: OciImage, name: string): Uint8Array {
  const { config, manifest } = manifestOf(image);
  const annotations = { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': name };
  return tarOf([
    json('oci-layout', { imageLayoutVersion: '1.0.0' }),
    json('index.json', { schemaVersion: 2, manifests: [{ ...descriptorOf(manifest), annotations }] }),
    { kind: 'directory', path: 'blobs' },
    { kind: 'directory', path: 'blobs/sha256' },
    ...[...image.layers, config, manifest].map(({ digest, bytes }) => file(`blobs/${digest.replace(':', '/')}`, bytes)),
  ]);
}

const file = (path: string, content: Uint8Array): TarEntry => ({ kind: 'file', path, executable: false, content });

const json = (path: string, value: object): TarEntry => file(path, Buffer.from(JSON.stringify(value)));
