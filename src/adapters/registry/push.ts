import type { ImageDigest } from '#model/ids.ts';
import { ImagesError } from '#ports/images.ts';
import type { RegistryClient, Reply, RepositoryQuestion } from './client.ts';
import { manifestOf, type Blob, type OciImage } from './oci-image.ts';
import { addressOf, type RepositoryAddress } from './reference.ts';

/** The name's address, and how much time there is. */
interface Upload {
  readonly client: RegistryClient;
  readonly address: RepositoryAddress;
  readonly signal: AbortSignal;
}

/** Layers of hundreds of megabytes take their time; the client's own timeout holds for each request besides. */
const DEADLINE_MS = 10 * 60_000;

/**
 * Puts an image into a registry under a tag; what is there already is not sent again.
 * @param name without tag, as the file has it
 * @returns the digest of its manifest. Throws `ImagesError`
 */
export async function pushImage(
  client: RegistryClient,
  name: string,
  tag: string,
  image: OciImage,
): Promise<ImageDigest> {
  const upload = uploadOf(client, name);
  const { config, manifest } = manifestOf(image);
  for (const blob of [...image.layers, config]) await pushBlob(upload, blob);
  await ask(upload, 201, {
    method: 'PUT',
    target: `manifests/${tag}`,
    headers: { 'content-type': manifest.mediaType },
    body: manifest.bytes,
  });
  return manifest.digest;
}

/**
 * Finds out whether images can be put there, and leaves nothing.
 * @param name without tag. Throws `ImagesError`
 */
export async function tryPush(client: RegistryClient, name: string): Promise<void> {
  const upload = uploadOf(client, name);
  const begun = await beginUpload(upload);
  // A registry need not take it back, and forgets it by itself then.
  await client.ask(
    { address: upload.address, action: 'push', method: 'DELETE', target: placeOf(begun, upload.address) },
    upload.signal,
  );
}

function uploadOf(client: RegistryClient, name: string): Upload {
  const address = addressOf(name);
  if (!address) throw new ImagesError('Invalid', `${name} is not the name of an image`, { source: 'user' });
  return { client, address, signal: AbortSignal.timeout(DEADLINE_MS) };
}

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#post-then-put */
async function pushBlob(upload: Upload, { digest, bytes }: Blob): Promise<void> {
  const { client, address, signal } = upload;
  const there = await client.ask({ address, action: 'push', method: 'HEAD', target: `blobs/${digest}` }, signal);
  if (there.status === 200) return;
  const place = placeOf(await beginUpload(upload), address);
  place.searchParams.set('digest', digest);
  await ask(upload, 201, {
    method: 'PUT',
    target: place,
    headers: { 'content-type': 'application/octet-stream' },
    body: bytes,
  });
}

const beginUpload = (upload: Upload): Promise<Reply> =>
  ask(upload, 202, { method: 'POST', target: 'blobs/uploads/', headers: {} });

/** Where the registry wants the bytes: absolute, or on the registry itself. */
function placeOf({ headers, url }: Reply, { registry }: RepositoryAddress): URL {
  const location = headers.get('location');
  const place = location === null ? null : URL.parse(location, url.href);
  if (place === null) {
    throw new ImagesError('Unavailable', `${registry}: it does not say where to upload to`, { source: 'system' });
  }
  return place;
}

type Sent = Omit<RepositoryQuestion, 'address' | 'action'>;

async function ask({ client, address, signal }: Upload, wanted: number, sent: Sent): Promise<Reply> {
  const reply = await client.ask({ address, action: 'push', ...sent }, signal);
  if (reply.status !== wanted) throw reply.refusal();
  return reply;
}
