import { html, type Html } from '#lib/html.ts';
import type { CheckRun, Commit, Repository } from '#emulation/github/repository.ts';
import { latestRuns } from '#emulation/github/suites.ts';
import { newestStatuses } from '#emulation/github/views/status.ts';
import { deployedIn, isUnderWay } from './deployed.ts';
import { deploymentList } from './deployments.ts';
import { icon } from './icon.ts';
import type { Page } from './layout.ts';
import { commitLink, moment, pullRequestPath, said } from './link.ts';
import { markdown } from './markdown.ts';
import { authorName, verdictRows } from './pieces.ts';
import { runLight, runState, verdictsOn } from './standing.ts';

/** `/OWNER/NAME/commit/SHA`: what everybody says of it. Pure. */
export function commitPage(repository: Repository, commit: Commit): Page {
  const { sha, message, author, date, parents } = commit;
  const [subject = '', ...rest] = message.split('\n');
  const more = rest.join('\n').trim();
  const verdicts = verdictsOn(repository, sha);
  const deployed = deployedIn(repository, (deployment) => deployment.sha === sha);
  const body = html`<div class="title">
      <h1>${said(subject)}</h1>
      ${more !== '' && html`<pre>${more}</pre>`}
      <p>
        <span><b>${said(author.name)}</b> committed ${moment(date)}</span><span class="sha">${sha}</span
        ><span
          >${parents.length === 1 ? 'parent' : 'parents'}
          ${parents.map((parent) => html`${commitLink(repository, parent)} `)}</span
        >
      </p>
      ${pullRequestsOf(repository, sha)}
    </div>
    <section class="box">
      <header><h2>Checks and statuses</h2></header>
      ${verdicts.length > 0 ? verdictRows(verdicts) : html`<p class="empty">Nobody has said anything about this commit.</p>`}
    </section>
    ${
      deployed.length > 0 &&
      html`<section class="box">
        <header><h2>Deployments</h2></header>
        ${deploymentList(repository, deployed)}
      </section>`
    }
    ${latestRuns(repository.checkRuns.filter(({ headSha }) => headSha === sha)).map(runBox)}
    ${statusHistory(repository, sha)}`;
  const isPending = verdicts.some(({ light }) => light === 'pending') || deployed.some(isUnderWay);
  return { status: 200, title: `${subject} · ${repository.owner}/${repository.name}`, repository, isPending, body };
}

function pullRequestsOf(repository: Repository, sha: string): Html | false {
  const found = repository.pullRequests.filter(({ head, mergeSha }) => head.sha === sha || mergeSha === sha);
  const links = found.map(
    (one) => html`<a href="${pullRequestPath(repository, one)}">${said(one.title)} #${one.number}</a> `,
  );
  return links.length > 0 && html`<p>Pull request ${links}</p>`;
}

/** What a check run wrote. */
const runBox = (run: CheckRun): Html =>
  html`<section class="box" id="run-${run.id}">
    <header>
      ${icon(runLight(run), runState(run))}
      <h2>${said(run.name)}</h2>
      <span class="muted">${said(run.output.title ?? runState(run))}</span>
    </header>
    <div class="body">${outputOf(run)}</div>
  </section>`;

function outputOf({ output: { summary, text } }: CheckRun): Html {
  if (!summary && !text) return html`<p class="muted">It has written nothing.</p>`;
  return html`${[summary, text].map((words) => Boolean(words) && markdown(words ?? ''))}`;
}

/** Statuses are never changed, only followed by newer ones: all of them, oldest first. */
function statusHistory(repository: Repository, sha: string): Html | false {
  const all = repository.statuses.filter((status) => status.sha === sha);
  if (all.length === newestStatuses(repository, sha).length) return false;
  const rows = all.map(
    ({ createdAt, context, state, description, creator }) =>
      html`<li>
        ${icon(state === 'error' ? 'failure' : state, state)}<span class="what"
          ><b>${said(context)}</b> <span class="muted">${said(description ?? '')}</span></span
        ><small class="end">${authorName(creator)} ${moment(createdAt)}</small>
      </li>`,
  );
  return html`<section class="box">
    <header><h2>All statuses, oldest first</h2></header>
    <ul class="rows">
      ${rows}
    </ul>
  </section>`;
}
