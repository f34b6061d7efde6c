import type { RepositoryAddress } from './reference.ts';

/** What a registry or its token service asks for. Never printed. */
export type Credential =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  | { readonly kind: 'identityToken'; readonly token: string };

/** Where credentials come from. */
export interface CredentialSource {
  /** The credentials that fit, the most specific first; each is tried until one is accepted. Throws `ImagesError`. */
  credentialsFor(address: RepositoryAddress): Promise<readonly Credential[]>;
  /** The registry refused what came from here: it is not to be given again from a cache. */
  refused?(address: RepositoryAddress): void;
  /** What an operator does when the registry refuses what came from here, or nothing came. */
  readonly adviceFor?: (address: RepositoryAddress) => string | undefined;
}

export const basicAuthorization = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
