/** How a registry wants us to prove who we are. */
export type Challenge =
  | { readonly kind: 'basic' }
  | { readonly kind: 'bearer'; readonly realm: URL; readonly service?: string; readonly scope?: string };

/** One token, and its value when it is a parameter (RFC 9110, 11.2 and 11.6.1). */
const piece = /\s*,?\s*([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+)))?/y;

/** The challenge of a `WWW-Authenticate` header that we can meet; a token is preferred to sending the password. */
export function challengeOf(header: string | null): Challenge | undefined {
  const schemes = schemesOf(header ?? '');
  return bearerOf(schemes.get('bearer')) ?? (schemes.has('basic') ? { kind: 'basic' } : undefined);
}

type Parameters = Map<string, string>;

function schemesOf(header: string): ReadonlyMap<string, Parameters> {
  const schemes = new Map<string, Parameters>();
  let parameters: Parameters | undefined;
  for (const [, token = '', quoted, bare] of header.matchAll(new RegExp(piece, 'gy'))) {
    const value = quoted?.replaceAll(/\\(.)/g, '$1') ?? bare;
    if (value === undefined) schemes.set(token.toLowerCase(), (parameters = new Map()));
    else parameters?.set(token.toLowerCase(), value);
  }
  return schemes;
}

function bearerOf(parameters: Parameters | undefined): Challenge | undefined {
  const realm = URL.parse(parameters?.get('realm') ?? '');
  if (realm === null) return undefined;
  const service = parameters?.get('service');
  const scope = parameters?.get('scope');
  return {
    kind: 'bearer',
    realm,
    ...(service !== undefined && { service }),
    ...(scope !== undefined && { scope }),
  };
}
