import type { GitHubState } from '#emulation/github/state.ts';
import { layout } from './layout.ts';
import { findPage } from './route.ts';
import { styleHash } from './style/style.ts';

/** The pages run nothing, load nothing, send nothing and stand in no frame. */
const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src '${styleHash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** The answer to a request for a page: they can be looked at, and nothing else. */
export function respondWithPage(state: GitHubState, method: string, url: URL): Response {
  if (method !== 'GET' && method !== 'HEAD') {
    return new Response('These pages can only be looked at.\n', {
      status: 405,
      headers: { allow: 'GET, HEAD', 'content-type': 'text/plain; charset=utf-8' },
    });
  }
  const found = findPage(state, url.pathname, url.searchParams);
  if ('location' in found) return new Response(null, { status: 302, headers: { location: found.location } });
  const body = method === 'HEAD' ? null : layout(found).toString();
  return new Response(body, { status: found.status, headers });
}
