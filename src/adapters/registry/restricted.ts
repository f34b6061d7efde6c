import type { Credential } from './credentials.ts';
import { entriesFor } from './keyring.ts';
import { parsePullSecret, type PullSecret, type PullSecretEntry } from './pull-secret.ts';
import { addressOf, type RepositoryAddress } from './reference.ts';

/**
 * The `.dockerconfigjson` that a namespace needs to pull one image, and nothing more: only entries that fit it, under
 * the one host that it is on, so that a glob opens no second one.
 * @param name an image's name without tag
 * @returns undefined when no secret has an entry for it
 */
export function pullSecretFor(name: string, secrets: readonly PullSecret[]): string | undefined {
  const address = addressOf(name);
  if (address === undefined) return undefined;
  const auths = new Map<string, object>();
  for (const entry of entriesFor(address, secrets.flatMap(parsePullSecret))) {
    const key = keyFor(address, entry);
    if (!auths.has(key)) auths.set(key, rawEntry(entry.credential));
  }
  return auths.size === 0 ? undefined : JSON.stringify({ auths: Object.fromEntries(auths) });
}

const keyFor = ({ registry }: RepositoryAddress, { host, path }: PullSecretEntry): string =>
  host === 'index.docker.io' ? 'https://index.docker.io/v1/' : registry + path;

const rawEntry = (credential: Credential): object =>
  credential.kind === 'identityToken'
    ? { identitytoken: credential.token }
    : { auth: Buffer.from(`${credential.username}:${credential.password}`).toString('base64') };
