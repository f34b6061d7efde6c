import { z } from 'zod';
import { ImagesError } from '#ports/images.ts';
import type { Credential } from './credentials.ts';
import { jsonOf } from './json.ts';

/** A Secret of type `kubernetes.io/dockerconfigjson`, as it was read just now. */
export interface PullSecret {
  /** For messages: `NAMESPACE/NAME`. */
  readonly name: string;
  readonly dockerConfigJson: string;
}

/** One entry of a pull secret: for which images it is, and what to sign in with. */
export interface PullSecretEntry {
  /** A host with its port; each part between dots may have `*`. */
  readonly host: string;
  /** With a leading `/`, or empty: what the repository's path begins with. */
  readonly path: string;
  readonly credential: Credential;
}

const text = z.string().optional();
const entrySchema = z.object({ auth: text, username: text, password: text, identitytoken: text });
const dockerConfig = z.object({ auths: z.record(z.string(), entrySchema).default({}) });
type RawEntry = z.output<typeof entrySchema>;

/** The entries that hold a credential. Throws `ImagesError` Forbidden, with no word of the content. */
export function parsePullSecret({ name, dockerConfigJson }: PullSecret): readonly PullSecretEntry[] {
  const config = dockerConfig.safeParse(jsonOf(Buffer.from(dockerConfigJson)));
  if (!config.success) throw unusable(name, 'it is not the JSON of a Docker configuration with "auths"');
  return Object.entries(config.data.auths).flatMap(([key, entry]) => {
    const credential = credentialOf(entry);
    if (credential === 'malformed') throw unusable(name, `"auth" of ${key} is not the base64 of USER:PASSWORD`);
    return credential === undefined ? [] : [{ ...placeOf(key), credential }];
  });
}

/** As Kubernetes reads it: `auth` outranks the two fields (kubernetes, pkg/credentialprovider/config.go). */
function credentialOf({ auth, username, password, identitytoken }: RawEntry): Credential | 'malformed' | undefined {
  if (identitytoken) return { kind: 'identityToken', token: identitytoken };
  if (auth) return decoded(auth);
  return username || password ? { kind: 'password', username: username ?? '', password: password ?? '' } : undefined;
}

function decoded(auth: string): Credential | 'malformed' {
  const base64 = /^[A-Za-z0-9+/]+={0,2}$/.test(auth.trim());
  const [, username, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(auth, 'base64').toString()) ?? [];
  if (!base64 || username === undefined || password === undefined) return 'malformed';
  return { kind: 'password', username, password };
}

/** A key is a host or a URL; `/v1/` and `/v2/` are the API's and no repository's (keyring.go, `Add`). */
function placeOf(key: string): { readonly host: string; readonly path: string } {
  const [host = '', ...segments] = key.replace(/^https?:\/\//, '').split('/');
  const path = segments.length === 0 ? '' : `/${segments.join('/')}`.replace(/^\/v[12](?=\/)/, '');
  return { host, path: path === '/' ? '' : path };
}

const unusable = (name: string, why: string): ImagesError =>
  new ImagesError('Forbidden', `pull secret ${name} cannot be used: ${why}`, {
    source: 'user',
    next: `make it anew: kubectl create secret docker-registry ${name.replace(/^.*\//, '')} --docker-server=HOST --docker-username=USER --docker-password=PASSWORD`,
  });
