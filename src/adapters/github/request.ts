import type { RepositoryRef } from '#model/ids.ts';

/** What GitHub answered; `data` is not yet trusted. */
export interface GitHubAnswer {
  /** 304 has no data: what was named in `if-none-match` is still so. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly data: unknown;
}

/**
 * One request to GitHub, in the calling convention of `octokit.request`.
 * Throws an error with `status` and `response` (octokit's RequestError) for an answer of 400 and above.
 * @param route a method and GitHub's own path template: `GET /repos/{owner}/{repo}/pulls/{pull_number}`
 * @param parameters those of the path; the others go into the query of a GET and into the body of a POST or PATCH;
 *   `headers` are headers
 */
export type GitHubRequest = (route: string, parameters?: Record<string, unknown>) => Promise<GitHubAnswer>;

/** The path parameters of every route of a repository. */
export function repositoryParameters({ fullName }: RepositoryRef): { owner: string; repo: string } {
  const slash = fullName.indexOf('/');
  return { owner: fullName.slice(0, slash), repo: fullName.slice(slash + 1) };
}
