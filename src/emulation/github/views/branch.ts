import { own, type Commit, type Repository } from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';
import { commitView } from './commit.ts';
import { repositoryPage, repositoryUrl } from './repository.ts';

/** GitHub's `branch-with-protection`. */
export function branchView(state: GitHubState, repository: Repository, name: string, head: Commit) {
  const url = `${repositoryUrl(state, repository)}/branches/${encodeURIComponent(name)}`;
  const contexts = own(repository.requiredContexts, name);
  return {
    name,
    commit: commitView(state, repository, head),
    _links: { self: url, html: `${repositoryPage(state, repository)}/tree/${encodeURIComponent(name)}` },
    protected: contexts !== undefined,
    protection: {
      enabled: contexts !== undefined,
      required_status_checks: {
        enforcement_level: contexts ? 'non_admins' : 'off',
        contexts: contexts ?? [],
        checks: (contexts ?? []).map((context) => ({ context, app_id: null })),
      },
    },
    protection_url: `${url}/protection`,
  };
}
