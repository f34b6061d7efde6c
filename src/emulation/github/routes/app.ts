import { isKept } from '#emulation/github/deliver.ts';
import { notFound } from '#emulation/github/refusal.ts';
import { suspended } from '#emulation/github/identity.ts';
import { findRepository, installationsOn } from '#emulation/github/find.ts';
import type { GitHubApp, GitHubState, InstallationToken } from '#emulation/github/state.ts';
import { appView, installationView, tokenView } from '#emulation/github/views/app.ts';
import { repositoryView } from '#emulation/github/views/repository.ts';
import { Refusal } from '#emulation/github/refusal.ts';
import { askingApp, numberIn, textIn } from './access.ts';
import { pageOf } from './paging.ts';
import { ok, type Call, type Route } from './route.ts';

const TOKEN_LIVES_MS = 60 * 60 * 1000;

export const getApp: Route = (call) => ok(appView(call.state, askingApp(call).id));

export const listInstallations: Route = (call) => {
  const { id } = askingApp(call);
  const mine = call.state.installations.filter(({ appId }) => appId === id);
  const { items, headers } = pageOf(call, mine);
  return ok(
    items.map((installation) => installationView(call.state, installation)),
    headers,
  );
};

export const getInstallation: Route = (call) =>
  ok(installationView(call.state, installationOf(call.state, askingApp(call), numberIn(call, 'installation_id'))));

/** `GET /repos/{owner}/{repo}/installation`: where the App finds its installation by a repository. */
export const getRepositoryInstallation: Route = (call) => {
  const app = askingApp(call);
  const repository = findRepository(call.state, textIn(call, 'owner'), textIn(call, 'repo'));
  const installation = repository && installationsOn(call.state, repository).find(({ appId }) => appId === app.id);
  if (!installation) throw notFound();
  return ok(installationView(call.state, installation));
};

/** A token for one hour. Narrowing it to some repositories or permissions is not played. */
export const createToken: Route = (call) => {
  const { state, now, secret } = call;
  const installation = installationOf(state, askingApp(call), numberIn(call, 'installation_id'));
  if (installation.suspendedAt !== null) throw suspended();
  const value = `ghs_${secret ?? `emulated${state.nextId}`}`;
  const token: InstallationToken = { value, installationId: installation.id, expiresAt: now + TOKEN_LIVES_MS };
  const tokens = [...state.tokens.filter(({ expiresAt }) => expiresAt > now), token];
  const next = { ...state, nextId: state.nextId + 1, tokens };
  return { status: 201, body: tokenView(next, token, installation), change: { state: next, events: [] } };
};

export const listInstallationRepositories: Route = (call) => {
  const { viewer, state } = call;
  if (viewer.kind !== 'installation') throw new Refusal(403, 'Resource not accessible by integration');
  const { installation } = viewer;
  const all = state.repositories.filter((one) => installationsOn(state, one).some(({ id }) => id === installation.id));
  const { items, headers } = pageOf(call, all);
  const body = {
    total_count: all.length,
    repository_selection: installation.repositories === 'all' ? 'all' : 'selected',
    repositories: items.map((repository) => repositoryView(state, repository)),
  };
  return ok(body, headers);
};

function installationOf({ installations }: GitHubState, { id: appId }: GitHubApp, id: number) {
  const found = installations.find((installation) => installation.id === id && installation.appId === appId);
  if (!found) throw notFound();
  return found;
}

/** Deliveries of the App, as the routes of its webhook see them. */
export const deliveriesOf = (call: Call) => {
  const { id } = askingApp(call);
  return call.state.deliveries.filter((one) => one.appId === id && isKept(one, call.now));
};
