import { createHash } from 'node:crypto';
import { tar, type TarEntry } from './tar.ts';

export interface ImageFiles {
  /** From the root, without a slash at the beginning; directories come before what is in them. */
  readonly files: readonly TarEntry[];
  readonly entrypoint: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** A number, since there is no /etc/passwd; default 0. */
  readonly user?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Content with its type and digest. */
export interface Blob {
  readonly mediaType: string;
  /** `sha256:HEX`. */
  readonly digest: string;
  readonly content: Buffer;
}

/** An image of one layer (OCI image specification 1.1). */
export interface Image {
  readonly layer: Blob;
  readonly config: Blob;
  readonly manifest: Blob;
}

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

const architecture: string = ARCHITECTURES[process.arch] ?? process.arch;

/** Makes an image FROM scratch; the same files make the same digests. Pure. */
export function imageOf({ files, entrypoint, environment = {}, user = '0', labels = {} }: ImageFiles): Image {
  const layer = blobOf('application/vnd.oci.image.layer.v1.tar', tar(files));
  const config = jsonBlob('application/vnd.oci.image.config.v1+json', {
    architecture,
    os: 'linux',
    config: {
      Entrypoint: entrypoint,
      Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
      User: user,
      Labels: labels,
    },
    rootfs: { type: 'layers', diff_ids: [layer.digest] },
  });
  const manifest = jsonBlob('application/vnd.oci.image.manifest.v1+json', {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: descriptorOf(config),
    layers: [descriptorOf(layer)],
  });
  return { layer, config, manifest };
}

export const descriptorOf = ({ mediaType, digest, content }: Blob) => ({ mediaType, digest, size: content.length });

const jsonBlob = (mediaType: string, value: object): Blob => blobOf(mediaType, Buffer.from(JSON.stringify(value)));

const blobOf = (mediaType: string, content: Buffer): Blob => ({
  mediaType,
  content,
  digest: `sha256:${createHash('sha256').update(content).digest('hex')}`,
});
