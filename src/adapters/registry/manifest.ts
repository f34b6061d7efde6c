import { createHash } from 'node:crypto';
import { imageDigest, type ImageDigest } from '#model/ids.ts';
import { ImagesError } from '#ports/images.ts';
import type { RegistryClient, Reply, RepositoryQuestion } from './client.ts';
import type { RepositoryAddress } from './reference.ts';

export const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';
/** What a container runtime can run: an image, or an index of images for several platforms; OCI's and Docker's. */
const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  MANIFEST_TYPE,
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

/** The digest that a tag has now, or undefined when the registry knows no such tag or repository. */
export async function digestOf(
  client: RegistryClient,
  address: RepositoryAddress,
  tag: string,
  signal: AbortSignal,
): Promise<ImageDigest | undefined> {
  const question: Omit<RepositoryQuestion, 'method'> = {
    address,
    action: 'pull',
    target: `manifests/${tag}`,
    headers: { accept: manifestTypes.join(', ') },
  };
  const head = await client.ask({ ...question, method: 'HEAD' }, signal);
  if (head.status === 404) return undefined;
  const named = head.status === 200 && isManifest(head) ? namedDigest(head) : undefined;
  if (named) return named;
  if (!mayBeAskedByGet(head.status)) throw head.refusal();
  const got = await client.ask({ ...question, method: 'GET' }, signal);
  if (got.status === 404) return undefined;
  if (got.status !== 200) throw got.refusal();
  return computedDigest(got, address);
}

const namedDigest = ({ headers }: Reply): ImageDigest | undefined =>
  imageDigest.safeParse(headers.get('docker-content-digest')).data;

/** A HEAD without digest, redirected, or not allowed. */
const mayBeAskedByGet = (status: number): boolean => status < 400 || status === 405;

function isManifest({ headers }: Reply): boolean {
  const [type = ''] = (headers.get('content-type') ?? '').split(';');
  return manifestTypes.includes(type.trim().toLowerCase());
}

/** The digest of what came; whoever sits between us and the registry and sends a page instead is no registry. */
function computedDigest(answer: Reply, { registry, path }: RepositoryAddress): ImageDigest {
  const digest = sha256(answer.body);
  const named = namedDigest(answer);
  if (isManifest(answer) && (named === undefined || named === digest)) return digest;
  const what = isManifest(answer) ? 'a manifest that does not have the digest it names' : 'something that is no image';
  throw new ImagesError('Unavailable', `${registry}: pull of ${path}: it sent ${what}`, { source: 'system' });
}

export const sha256 = (bytes: Uint8Array): ImageDigest =>
  imageDigest.parse(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
