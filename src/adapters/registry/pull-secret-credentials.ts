import { ImagesError } from '#ports/images.ts';
import type { CredentialSource } from './credentials.ts';
import { entriesFor } from './keyring.ts';
import { parsePullSecret, type PullSecret } from './pull-secret.ts';

/** Reads the pull secrets as they are now, so that a rotated one counts at once. */
export type ReadPullSecrets = () => Promise<readonly PullSecret[]>;

/** The credentials in pull secrets. */
export function createPullSecretCredentials(read: ReadPullSecrets): CredentialSource {
  return {
    async credentialsFor(address) {
      const secrets = await read().catch(() => {
        throw new ImagesError('Unavailable', 'the pull secrets cannot be read', { source: 'system' });
      });
      return entriesFor(address, secrets.flatMap(parsePullSecret)).map(({ credential }) => credential);
    },
  };
}
