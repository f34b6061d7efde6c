import { sha256 } from './manifest.ts';
import type { Fetch } from './exchange.ts';

/** What came to a played registry. */
export interface Heard {
  readonly method: string;
  readonly url: URL;
  readonly authorization: string | undefined;
  readonly accept: string | undefined;
  readonly body: string;
}

export interface Played {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What answers: one play of one registry (and of whatever else is asked). May be slow, and may throw. */
export type Play = (heard: Heard) => Played | Promise<Played>;

export const MANIFEST = JSON.stringify({ schemaVersion: 2 });
export const DIGEST = sha256(Buffer.from(MANIFEST));
export const manifestHeaders = {
  'content-type': 'application/vnd.oci.image.manifest.v1+json',
  'docker-content-digest': DIGEST,
};
export const found: Played = { headers: manifestHeaders, body: MANIFEST };
export const notFound: Played = { status: 404, body: JSON.stringify({ errors: [{ code: 'MANIFEST_UNKNOWN' }] }) };

/** A `fetch` before a play, and everything that it heard. */
export function playedFetch(play: Play): { readonly fetch: Fetch; readonly heard: readonly Heard[] } {
  const heard: Heard[] = [];
  return {
    heard,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const one = {
        method: request.method,
        url: new URL(request.url),
        authorization: request.headers.get('authorization') ?? undefined,
        accept: request.headers.get('accept') ?? undefined,
        body: await request.text(),
      };
      heard.push(one);
      const aborted = new Promise<never>((_, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error), { once: true });
      });
      const { status = 200, headers = {}, body = '' } = await Promise.race([play(one), aborted]);
      return new Response(one.method === 'HEAD' || body === '' ? null : body, { status, headers });
    },
  };
}
