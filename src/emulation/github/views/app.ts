import { appById } from '#emulation/github/find.ts';
import type { GitHubState, Installation, InstallationToken } from '#emulation/github/state.ts';
import { isoTime } from '#ports/clock.ts';
import { nodeId, timeOrNull } from './fields.ts';
import { userView } from './user.ts';

/** GitHub's `integration`: a GitHub App. */
export function appView(state: GitHubState, id: number) {
  const { slug, owner, permissions, events, createdAt } = appById(state, id);
  return {
    id,
    slug,
    node_id: nodeId('A', id),
    owner: userView(state, owner),
    name: slug,
    description: '',
    external_url: `${state.origin.html}/apps/${slug}`,
    html_url: `${state.origin.html}/apps/${slug}`,
    created_at: isoTime(createdAt),
    updated_at: isoTime(createdAt),
    permissions,
    events,
  };
}

/** Null for what a person made without an App. */
export const appViewOrNull = (state: GitHubState, id: number | null) => (id === null ? null : appView(state, id));

/** GitHub's `installation`. */
export function installationView(state: GitHubState, installation: Installation) {
  const { id, appId, account, repositories, suspendedAt, createdAt } = installation;
  const { slug, permissions, events } = appById(state, appId);
  const owner = userView(state, account);
  return {
    id,
    account: owner,
    repository_selection: repositories === 'all' ? 'all' : 'selected',
    access_tokens_url: `${state.origin.api}/app/installations/${id}/access_tokens`,
    repositories_url: `${state.origin.api}/installation/repositories`,
    html_url: `${state.origin.html}/settings/installations/${id}`,
    app_id: appId,
    app_slug: slug,
    target_id: owner.id,
    target_type: owner.type,
    permissions,
    events,
    created_at: isoTime(createdAt),
    updated_at: isoTime(createdAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: suspendedAt === null ? null : owner,
    suspended_at: timeOrNull(suspendedAt),
  };
}

/** GitHub's `installation-token`. */
export function tokenView(state: GitHubState, { value, expiresAt }: InstallationToken, installation: Installation) {
  return {
    token: value,
    expires_at: isoTime(expiresAt),
    permissions: appById(state, installation.appId).permissions,
    repository_selection: installation.repositories === 'all' ? 'all' : 'selected',
  };
}
