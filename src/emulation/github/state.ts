import type { Repository } from './repository.ts';

/** Where this GitHub is reached: `https://api.github.com` and `https://github.com`, without a slash at the end. */
export interface Origin {
  readonly api: string;
  readonly html: string;
}

export interface User {
  readonly id: number;
  readonly login: string;
  readonly type: 'User' | 'Bot' | 'Organization';
  /** Personal access tokens. */
  readonly tokens: readonly string[];
}

export interface GitHubApp {
  readonly id: number;
  readonly slug: string;
  readonly owner: string;
  /** PEM of the key that verifies the App's JSON web tokens; empty for GitHub's own Apps. */
  readonly publicKey: string;
  /** `{ checks: 'read', statuses: 'write' }`. */
  readonly permissions: Readonly<Record<string, 'read' | 'write'>>;
  readonly events: readonly string[];
  readonly webhook: { readonly url: string; readonly secret: string } | null;
  readonly createdAt: number;
}

export interface Installation {
  readonly id: number;
  readonly appId: number;
  readonly account: string;
  readonly repositories: 'all' | readonly number[];
  readonly suspendedAt: number | null;
  readonly createdAt: number;
}

export interface InstallationToken {
  readonly value: string;
  readonly installationId: number;
  readonly expiresAt: number;
}

export interface DeliveryAttempt {
  readonly id: number;
  readonly at: number;
  readonly durationMs: number;
  readonly redelivery: boolean;
  /** What the receiver answered, or why it did not. */
  readonly result: { readonly statusCode: number } | { readonly error: string };
}

export interface Delivery {
  readonly id: number;
  readonly guid: string;
  readonly appId: number;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
  readonly event: string;
  readonly action: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
  readonly attempts: readonly DeliveryAttempt[];
}

/** Everything this GitHub knows: plain JSON, never changed in place, so that any older state can still answer. */
export interface GitHubState {
  readonly origin: Origin;
  readonly nextId: number;
  readonly users: Readonly<Record<string, User>>;
  readonly apps: readonly GitHubApp[];
  readonly installations: readonly Installation[];
  readonly tokens: readonly InstallationToken[];
  readonly repositories: readonly Repository[];
  readonly deliveries: readonly Delivery[];
}

/** GitHub Actions, the App that all check runs of workflows belong to. */
export const ACTIONS_APP_ID = 15368;
const actions: GitHubApp = {
  id: ACTIONS_APP_ID,
  slug: 'github-actions',
  owner: 'github',
  publicKey: '',
  permissions: { actions: 'write', checks: 'write', contents: 'write', metadata: 'read' },
  events: [],
  webhook: null,
  createdAt: Date.UTC(2018, 6, 30, 9, 30, 17),
};
const FIRST_ID = 100_000;

const publicOrigin: Origin = { api: 'https://api.github.com', html: 'https://github.com' };

/** A GitHub where nothing has happened yet. */
export const emptyState = (origin: Origin = publicOrigin): GitHubState => ({
  origin,
  nextId: FIRST_ID,
  users: {
    github: { id: 9919, login: 'github', type: 'Organization', tokens: [] },
    'github-actions[bot]': { id: 41_898_282, login: 'github-actions[bot]', type: 'Bot', tokens: [] },
  },
  apps: [actions],
  installations: [],
  tokens: [],
  repositories: [],
  deliveries: [],
});
