import { findRepository } from '#emulation/github/find.ts';
import { own, type Repository } from '#emulation/github/repository.ts';
import { routes } from '#emulation/github/routes/table.ts';
import type { GitHubState } from '#emulation/github/state.ts';
import { html } from '#lib/html.ts';
import { commitPage } from './commit.ts';
import { deploymentsPage } from './deployments.ts';
import type { Page } from './layout.ts';
import { commitPath } from './link.ts';
import { pullRequestPage } from './pull-request.ts';
import { homePage, pullRequestsPage } from './pull-requests.ts';

/** A page, or where it is instead. */
export type Found = Page | { readonly location: string };

type Show = (state: GitHubState, repository: Repository, rest: string, query: URLSearchParams) => Found | undefined;

/** What comes after `/OWNER/NAME`, as on GitHub itself. */
const pages: readonly (readonly [RegExp, Show])[] = [
  [/^$/, (_, repository) => pullRequestsPage(repository)],
  [/^\/pulls$/, (_, repository) => pullRequestsPage(repository)],
  [
    /^\/pull\/(\d{1,9})$/,
    (state, repository, number) => {
      const found = repository.pullRequests.find((one) => one.number === Number(number));
      return found && pullRequestPage(state, repository, found);
    },
  ],
  [
    /^\/commit\/([0-9a-f]{40})$/,
    (_, repository, sha) => {
      const found = own(repository.commits, sha);
      return found && commitPage(repository, found);
    },
  ],
  [
    /^\/runs\/(\d{1,15})$/,
    (_, repository, id) => {
      const run = repository.checkRuns.find((one) => one.id === Number(id));
      return run && { location: `${commitPath(repository, run.headSha)}#run-${run.id}` };
    },
  ],
  [/^\/deployments$/, (_, repository, __, query) => deploymentsPage(repository, query.get('environment') ?? undefined)],
];

/** The first words of the API's own paths: no owner has such a name. */
const apiRoots = new Set(Object.keys(routes).map((template) => template.split('/')[1]));

const REPOSITORY = /^\/([\w.-]+)\/([\w.-]+)(\/.*)?$/;

interface Address {
  readonly owner: string;
  readonly name: string;
  readonly rest: string;
  readonly show: Show;
}

function addressOf(path: string): Address | undefined {
  const [, owner = '', name = '', after = ''] = REPOSITORY.exec(path) ?? [];
  if (owner === '' || apiRoots.has(owner)) return undefined;
  for (const [pattern, show] of pages) {
    const match = pattern.exec(after.replace(/\/$/, ''));
    if (match) return { owner, name, rest: match[1] ?? '', show };
  }
  return undefined;
}

/** Whether a path is one of the pages that people look at; what is there is another question. */
export const isPage = (path: string): boolean => path === '/' || addressOf(path) !== undefined;

/** The page at a path. Private repositories are not shown: nobody is signed in here. Pure. */
export function findPage(state: GitHubState, path: string, query: URLSearchParams): Found {
  if (path === '/') return homePage(state);
  const address = addressOf(path);
  const repository = address && findRepository(state, address.owner, address.name);
  if (!repository || repository.private) return nothing;
  return address.show(state, repository, address.rest, query) ?? { ...nothing, repository };
}

const nothing: Page = {
  status: 404,
  title: 'Not found',
  body: html`<div class="empty">
    <h1>Not found</h1>
    <p>There is no such page. <a href="/">See all repositories</a></p>
  </div>`,
};
