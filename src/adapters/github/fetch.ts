export type Fetch = typeof globalThis.fetch;

/** GitHub moves a renamed repository once; a second hop covers a rename meanwhile. */
const MOST_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 307, 308]);

/**
 * A `fetch` with a deadline for the whole exchange, body included, that follows a moved repository.
 * A redirected POST stays a POST (by itself `fetch` would turn it into a GET that changes nothing), and the
 * token never goes to another host.
 */
export function createFetch({ fetch, timeoutMs }: { readonly fetch: Fetch; readonly timeoutMs: number }): Fetch {
  return async (input, init) => {
    const signal = AbortSignal.timeout(timeoutMs);
    let url = input instanceof Request ? input.url : String(input);
    for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
      const response = await fetch(url, { ...init, signal, redirect: 'manual' });
      const moved = REDIRECTS.has(response.status) ? response.headers.get('location') : null;
      if (moved === null) return buffered(response);
      await response.body?.cancel();
      url = sameHost(url, moved);
    }
    throw new Error(`more than ${MOST_REDIRECTS} redirects`);
  };
}

function sameHost(from: string, location: string): string {
  const to = new URL(location, from);
  if (to.origin === new URL(from).origin) return to.href;
  throw new Error(`redirected to another host: ${to.host}`);
}

/** octokit takes a body that breaks off for an empty one; read here, it is an error. */
async function buffered(response: Response): Promise<Response> {
  if (response.body === null) return response;
  const { status, statusText, headers } = response;
  return new Response(await response.arrayBuffer(), { status, statusText, headers });
}
