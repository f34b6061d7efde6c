import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { ImageDigest } from '#model/ids.ts';
import { MANIFEST_TYPE, sha256 } from './manifest.ts';
import { tarOf, type TarEntry } from './tar.ts';

/** Bytes in a registry, named by their digest. */
export interface Blob {
  readonly mediaType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly digest: ImageDigest;
}

export interface Layer extends Blob {
  /** The digest of what is compressed. */
  readonly diffId: ImageDigest;
}

/** What a container of the image is by default (OCI image specification, config.md). */
export interface ImageConfig {
  readonly architecture: 'amd64' | 'arm64';
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly workingDirectory?: string;
  /** `UID` or `UID:GID`. */
  readonly user?: string;
  readonly ports?: readonly number[];
  readonly labels?: Readonly<Record<string, string>>;
}

export interface OciImage {
  readonly layers: readonly Layer[];
  readonly config: ImageConfig;
}

const CONFIG_TYPE = 'application/vnd.oci.image.config.v1+json';
const LAYER_TYPE = 'application/vnd.oci.image.layer.v1.tar+gzip';
const PLAIN_LAYER_TYPE = 'application/vnd.oci.image.layer.v1.tar';
/** Of this machine, in Go's words, as the specification demands. */
export const ownArchitecture = process.arch === 'arm64' ? 'arm64' : 'amd64';

/** Everything below a directory as a layer, placed at a path of the image. */
export async function layerOfDirectory(directory: string, at = '/'): Promise<Layer> {
  const root = posix.normalize(at).replace(/^\/|\/$/g, '');
  return layerOf([...parentsOf(root), ...(await entriesBelow(directory, root))]);
}

/** @param entries parents before what is in them */
export async function layerOf(entries: readonly TarEntry[]): Promise<Layer> {
  const tar = tarOf(entries);
  return { ...blobOf(LAYER_TYPE, Buffer.from(await promisify(gzip)(tar))), diffId: sha256(tar) };
}

/** The same without compression: for an image that does not leave this machine. */
export function plainLayerOf(entries: readonly TarEntry[]): Layer {
  const blob = blobOf(PLAIN_LAYER_TYPE, Buffer.from(tarOf(entries)));
  return { ...blob, diffId: blob.digest };
}

function parentsOf(path: string): readonly TarEntry[] {
  const names = path.split('/').filter((name) => name !== '');
  return names.map((_, index) => ({ kind: 'directory', path: names.slice(0, index + 1).join('/') }));
}

async function entriesBelow(directory: string, at: string): Promise<readonly TarEntry[]> {
  const entries: TarEntry[] = [];
  for (const name of (await readdir(directory)).toSorted()) {
    const source = join(directory, name);
    const path = posix.join(at, name);
    const entry = await entryOf(source, path);
    entries.push(entry);
    if (entry.kind === 'directory') entries.push(...(await entriesBelow(source, path)));
  }
  return entries;
}

async function entryOf(source: string, path: string): Promise<TarEntry> {
  const stats = await lstat(source);
  if (stats.isDirectory()) return { kind: 'directory', path };
  if (stats.isSymbolicLink()) return { kind: 'link', path, target: await readlink(source) };
  if (!stats.isFile()) throw new Error(`${source} is neither a file nor a directory nor a link`);
  const content = await readFile(source);
  return { kind: 'file', path, executable: (stats.mode & 0o100) !== 0, content };
}

/** The configuration and the manifest that make layers an image. */
export function manifestOf({ layers, config }: OciImage): { readonly config: Blob; readonly manifest: Blob } {
  const configBlob = blobOf(CONFIG_TYPE, json(configOf(config, layers)));
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config: descriptorOf(configBlob),
    layers: layers.map(descriptorOf),
  };
  return { config: configBlob, manifest: blobOf(MANIFEST_TYPE, json(manifest)) };
}

function configOf(config: ImageConfig, layers: readonly Layer[]): object {
  const { architecture, entrypoint, command, env = {}, workingDirectory, user, ports = [], labels } = config;
  return {
    architecture,
    os: 'linux',
    config: {
      Entrypoint: entrypoint,
      Cmd: command,
      Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
      WorkingDir: workingDirectory,
      User: user,
      ExposedPorts: Object.fromEntries(ports.map((port) => [`${port}/tcp`, {}])),
      Labels: labels,
    },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
  };
}

/** What names a blob in a manifest or an index (OCI image specification, descriptor.md). */
export const descriptorOf = ({ mediaType, digest, bytes }: Blob) => ({ mediaType, digest, size: bytes.length });

const json = (value: object): Uint8Array<ArrayBuffer> => Buffer.from(JSON.stringify(value));

const blobOf = (mediaType: string, bytes: Uint8Array<ArrayBuffer>): Blob => ({
  mediaType,
  bytes,
  digest: sha256(bytes),
});
