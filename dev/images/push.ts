import type { Blob, Image } from './image.ts';

/**
 * Pushes an image to a registry (OCI distribution specification 1.1, "Pushing"); what it has is not sent again.
 * @param registry as in `http://198.18.0.1:5000`
 * @returns the digest of the manifest, `sha256:HEX`
 */
export async function push(image: Image, registry: string, repository: string, tag: string): Promise<string> {
  const base = `${registry}/v2/${repository}`;
  await pushBlob(base, image.layer);
  await pushBlob(base, image.config);
  const { manifest } = image;
  await demand(201, `${base}/manifests/${tag}`, {
    method: 'PUT',
    headers: { 'content-type': manifest.mediaType },
    body: new Uint8Array(manifest.content),
  });
  return manifest.digest;
}

async function pushBlob(base: string, { digest, content }: Blob): Promise<void> {
  const known = await fetch(`${base}/blobs/${digest}`, { method: 'HEAD' });
  if (known.status === 200) return;
  const opened = await demand(202, `${base}/blobs/uploads/`, { method: 'POST' });
  const at = new URL(opened.headers.get('location') ?? '', base);
  at.searchParams.set('digest', digest);
  const headers = { 'content-type': 'application/octet-stream' };
  await demand(201, at.href, { method: 'PUT', headers, body: new Uint8Array(content) });
}

async function demand(status: number, url: string, request: RequestInit): Promise<Response> {
  const answer = await fetch(url, request);
  if (answer.status === status) return answer;
  throw new Error(`${request.method} ${url}: ${answer.status} ${await answer.text()}`);
}
