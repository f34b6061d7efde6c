import { quiet, replaced, takeId, type Change } from '#emulation/github/change.ts';
import { pingEvent } from '#emulation/github/events/ping.ts';
import { appById, userByLogin } from '#emulation/github/find.ts';
import { notFound } from '#emulation/github/refusal.ts';
import type { GitHubApp, GitHubState, Installation } from '#emulation/github/state.ts';
import { createUser } from './accounts.ts';

export type CreateApp = Pick<GitHubApp, 'slug' | 'owner' | 'publicKey' | 'permissions' | 'events' | 'webhook'> & {
  /** Chosen by GitHub unless given. */
  readonly id?: number;
};

/** A GitHub App and its bot user `<slug>[bot]`; its webhook is sent a `ping`. */
export function createApp(state: GitHubState, { id: wanted, ...parameters }: CreateApp, now: number): Change {
  userByLogin(state, parameters.owner);
  const { state: withBot } = createUser(state, { login: `${parameters.slug}[bot]`, type: 'Bot' });
  const { id, state: next } = takeId(withBot);
  const app: GitHubApp = { ...parameters, id: wanted ?? id, createdAt: now };
  const created = { ...next, apps: [...next.apps, app] };
  return { state: created, events: app.webhook ? [pingEvent(app, app.webhook)] : [] };
}

/** Points the App's webhook somewhere else, for it listens on another port after a restart. */
export function setWebhook(state: GitHubState, { app, webhook }: { app: number } & Pick<GitHubApp, 'webhook'>): Change {
  return quiet({ ...state, apps: replaced(state.apps, { ...appById(state, app), webhook }) });
}

/** The App's owner generates a new private key, and removes the one before. */
export function replaceKey(state: GitHubState, { app, publicKey }: { app: number } & Pick<GitHubApp, 'publicKey'>) {
  return quiet({ ...state, apps: replaced(state.apps, { ...appById(state, app), publicKey }) });
}

export interface InstallApp {
  readonly app: number;
  readonly account: string;
  readonly repositories: 'all' | readonly number[];
}

export function installApp(state: GitHubState, { app, account, repositories }: InstallApp, now: number): Change {
  appById(state, app);
  userByLogin(state, account);
  const { id, state: next } = takeId(state);
  const installation: Installation = { id, appId: app, account, repositories, suspendedAt: null, createdAt: now };
  return quiet({ ...next, installations: [...next.installations, installation] });
}

export function suspendInstallation(state: GitHubState, { installation }: { installation: number }, now: number) {
  return changeInstallation(state, installation, { suspendedAt: now });
}

export function unsuspendInstallation(state: GitHubState, { installation }: { installation: number }): Change {
  return changeInstallation(state, installation, { suspendedAt: null });
}

/** Uninstalls the App; its tokens die with it. */
export function deleteInstallation(state: GitHubState, { installation }: { installation: number }): Change {
  const installations = state.installations.filter(({ id }) => id !== installation);
  const tokens = state.tokens.filter(({ installationId }) => installationId !== installation);
  return quiet({ ...state, installations, tokens });
}

function changeInstallation(state: GitHubState, id: number, change: Pick<Installation, 'suspendedAt'>): Change {
  const found = state.installations.find((installation) => installation.id === id);
  if (!found) throw notFound();
  return quiet({ ...state, installations: replaced(state.installations, { ...found, ...change }) });
}
