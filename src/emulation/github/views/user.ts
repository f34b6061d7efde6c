import { own } from '#emulation/github/repository.ts';
import type { GitHubState, User } from '#emulation/github/state.ts';
import { nodeId } from './fields.ts';

/** GitHub's stand-in for an account that was deleted. */
const ghost: User = { id: 10_137, login: 'ghost', type: 'User', tokens: [] };

/** GitHub's `simple-user`. */
export function userView({ origin: { api, html }, users }: GitHubState, login: string) {
  const user = own(users, login) ?? ghost;
  const url = `${api}/users/${encodeURIComponent(user.login)}`;
  const page = user.type === 'Bot' ? `apps/${user.login.replace(/\[bot\]$/, '')}` : user.login;
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId('U', user.id),
    avatar_url: `${html}/avatars/u/${user.id}?v=4`,
    gravatar_id: '',
    url,
    html_url: `${html}/${page}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: user.type,
    site_admin: false,
  };
}
