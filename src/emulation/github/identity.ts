import { appById } from './find.ts';
import { badCredentials, Refusal } from './refusal.ts';
import type { GitHubApp, GitHubState, Installation, User } from './state.ts';

/** Who asks, as the credentials say. */
export type Identity =
  | { readonly kind: 'anonymous' }
  /** By a JSON web token that the shell has verified. */
  | { readonly kind: 'app'; readonly appId: number }
  /** By an installation token, or (for a simulation) as if by a fresh one. */
  | { readonly kind: 'installation'; readonly installationId: number; readonly expiresAt?: number }
  | { readonly kind: 'user'; readonly login: string };

/** The one who asks, found in the state. */
export type Viewer =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'app'; readonly app: GitHubApp }
  | { readonly kind: 'installation'; readonly app: GitHubApp; readonly installation: Installation }
  | { readonly kind: 'user'; readonly user: User };

/** Whose token this is; undefined when nobody's. */
export function ownerOfToken(state: GitHubState, value: string): Identity | undefined {
  const token = state.tokens.find((one) => one.value === value);
  if (token) return { kind: 'installation', installationId: token.installationId, expiresAt: token.expiresAt };
  const user = Object.values(state.users).find(({ tokens }) => tokens.includes(value));
  return user && { kind: 'user', login: user.login };
}

/** Throws the 401 of unknown or expired credentials, and the 403 of a suspended installation. */
export function viewerOf(state: GitHubState, identity: Identity, now: number): Viewer {
  if (identity.kind === 'anonymous') return identity;
  if (identity.kind === 'app') return { kind: 'app', app: appOrRefuse(state, identity.appId) };
  if (identity.kind === 'user') {
    const user = Object.values(state.users).find(({ login }) => login === identity.login);
    if (!user) throw badCredentials();
    return { kind: 'user', user };
  }
  const installation = state.installations.find(({ id }) => id === identity.installationId);
  if (!installation || (identity.expiresAt ?? Infinity) <= now) throw badCredentials();
  if (installation.suspendedAt !== null) throw suspended();
  return { kind: 'installation', app: appById(state, installation.appId), installation };
}

export const suspended = () => new Refusal(403, 'This installation has been suspended');

function appOrRefuse(state: GitHubState, id: number): GitHubApp {
  const app = state.apps.find((one) => one.id === id);
  if (!app) throw new Refusal(404, 'Integration not found');
  return app;
}
