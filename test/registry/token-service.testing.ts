import { generateKeyPairSync, randomUUID, sign, type JsonWebKey, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a registry has to know to believe a token. */
export interface TokenKey {
  readonly jwk: JsonWebKey & { readonly kid: string };
  readonly issuer: string;
  readonly service: string;
}

export interface TokenService {
  readonly realm: string;
  readonly key: TokenKey;
  /** Who got a token for what. */
  readonly given: readonly string[];
  close(): void;
}

export interface TokenRules {
  /** What an account may do with every repository; undefined when it is nobody. */
  readonly actionsOf: (user: string | undefined, password: string | undefined) => readonly string[] | undefined;
}

const SECONDS = 300;

/** A token service as https://distribution.github.io/distribution/spec/auth/token/ describes it, with real signatures. */
export async function startTokenService({ actionsOf }: TokenRules): Promise<TokenService> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const kid = randomUUID();
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'EdDSA', use: 'sig' };
  const key: TokenKey = { jwk, issuer: 'test issuer', service: 'test registry' };
  const given: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://service');
    const [user, password] = accountOf(request.headers.authorization);
    const actions = actionsOf(user, password);
    if (actions === undefined) return void response.writeHead(401).end('{"errors":[{"code":"UNAUTHORIZED"}]}');
    const scope = url.searchParams.get('scope') ?? '';
    given.push(`${user ?? 'anonymous'} ${scope}`);
    const claims = { sub: user ?? '', access: accessOf(scope, actions) };
    response.end(JSON.stringify({ token: signedToken(claims, key, privateKey), expires_in: SECONDS }));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const realm = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { realm, key, given, close };
}

function accountOf(authorization: string | undefined): readonly [string?, string?] {
  if (authorization === undefined) return [];
  const [user = '', password = ''] = Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
    .toString()
    .split(':');
  return [user, password];
}

function accessOf(scope: string, allowed: readonly string[]): readonly object[] {
  const [type, name, wanted = ''] = scope.split(':');
  if (type === undefined || name === undefined) return [];
  return [{ type, name, actions: wanted.split(',').filter((action) => allowed.includes(action)) }];
}

function signedToken(claims: object, { issuer, service, jwk }: TokenKey, privateKey: KeyObject): string {
  const now = Math.floor(Date.now() / 1000);
  const times = { exp: now + SECONDS, nbf: now - 5, iat: now };
  const parts = [
    { typ: 'JWT', alg: 'EdDSA', kid: jwk.kid },
    { iss: issuer, aud: service, jti: randomUUID(), ...times, ...claims },
  ];
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`;
}
