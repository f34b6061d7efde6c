import { html, type Html } from '#lib/html.ts';
import type { PullRequest, Repository } from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';
import type { Page } from './layout.ts';
import { moment, pullRequestPath, repositoryPath, said } from './link.ts';
import { branchName, commitSign, stateIcon } from './pieces.ts';

/** `/`: every repository, with its open pull requests. Those that are private are nobody's business here. Pure. */
export function homePage({ repositories }: GitHubState): Page {
  const seen = repositories.filter((one) => !one.private);
  const body = html`<div class="title"><h1>Repositories</h1></div>
    ${seen.map((repository) => {
      const { owner, name, pullRequests } = repository;
      const open = pullRequests.filter(({ state }) => state === 'open');
      return html`<section class="box">
        <header>
          <h2><a href="${repositoryPath(repository)}/pulls">${owner}/${name}</a></h2>
          <span class="muted">${openWords(open.length)}</span>
        </header>
        ${list(repository, open)}
      </section>`;
    })}${seen.length === 0 && html`<p class="empty">There are no repositories.</p>`}`;
  return { status: 200, title: 'Repositories', body };
}

/** `/OWNER/NAME/pulls`: the newest first, open ones before the others. Pure. */
export function pullRequestsPage(repository: Repository): Page {
  const { owner, name, pullRequests } = repository;
  const open = pullRequests.filter(({ state }) => state === 'open');
  const closed = pullRequests.filter(({ state }) => state === 'closed');
  const body = html`<div class="title"><h1>Pull requests</h1></div>
    <section class="box">
      <header>
        <h2>Open</h2>
        <span class="tag">${open.length}</span>
      </header>
      ${list(repository, open)}
    </section>
    <section class="box">
      <header>
        <h2>Closed</h2>
        <span class="tag">${closed.length}</span>
      </header>
      ${list(repository, closed)}
    </section>`;
  return { status: 200, title: `Pull requests · ${owner}/${name}`, repository, tab: 'pulls', body };
}

const openWords = (count: number): string => `${count} open pull request${count === 1 ? '' : 's'}`;

function list(repository: Repository, all: readonly PullRequest[]): Html {
  if (all.length === 0) return html`<p class="empty">There are none.</p>`;
  return html`<ul class="rows">
    ${all.toReversed().map((one) => row(repository, one))}
  </ul>`;
}

const row = (repository: Repository, pullRequest: PullRequest): Html => {
  const { number, title, author, createdAt, head } = pullRequest;
  return html`<li>
    ${stateIcon(pullRequest)}
    <div class="what">
      <p class="line">
        <b><a href="${pullRequestPath(repository, pullRequest)}">${said(title)}</a></b
        >${commitSign(repository, head.sha)}
      </p>
      <small>#${number} opened ${moment(createdAt)} by ${said(author)} from ${branchName(head.ref)}</small>
    </div>
  </li>`;
};
