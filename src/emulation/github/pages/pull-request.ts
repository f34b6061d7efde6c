import { html, type Html } from '#lib/html.ts';
import type { PullRequest, Repository } from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';
import { isUnderWay, type Deployed } from './deployed.ts';
import { icon, type Light } from './icon.ts';
import type { Page } from './layout.ts';
import { moment, said } from './link.ts';
import { markdown } from './markdown.ts';
import { branchName, stateBadge, verdictRows } from './pieces.ts';
import { sidebar } from './sidebar.ts';
import { combined, verdictsOn, type Verdict } from './standing.ts';
import { happening } from './happening.ts';
import { timelineOf, type Happening } from './timeline.ts';

/** `/OWNER/NAME/pull/NUMBER`. Pure. */
export function pullRequestPage(state: GitHubState, repository: Repository, pullRequest: PullRequest): Page {
  const { number, title } = pullRequest;
  const happenings = timelineOf(state, repository, pullRequest);
  const verdicts = verdictsOn(repository, pullRequest.head.sha);
  const deployed = happenings.flatMap((one) => (one.kind === 'deployed' ? [one.deployed] : []));
  const main = html`<div>
    <ol class="timeline" aria-label="Timeline">
      ${opened(pullRequest)} ${happenings.map((one) => happening(repository, one))}
    </ol>
    ${checksBox(verdicts)}
  </div>`;
  return {
    status: 200,
    title: `${title} · Pull request #${number} · ${repository.owner}/${repository.name}`,
    repository,
    tab: 'pulls',
    isPending: isPending(pullRequest, verdicts, deployed),
    body: html`${heading(pullRequest, happenings)}
      <div class="columns">${sidebar(repository, deployed)}${main}</div>`,
  };
}

/** An open one that nobody has said anything about yet counts as pending, as GitHub's combined status has it. */
function isPending({ state }: PullRequest, verdicts: readonly Verdict[], deployed: readonly Deployed[]): boolean {
  const light = combined(verdicts);
  const isUndecided = light === undefined || verdicts.some((verdict) => verdict.light === 'pending');
  return (state === 'open' && isUndecided) || deployed.some(isUnderWay);
}

function heading(pullRequest: PullRequest, happenings: readonly Happening[]): Html {
  const { number, title, author, mergedBy, base, head } = pullRequest;
  const commits = happenings.reduce((sum, one) => sum + (one.kind === 'pushed' ? one.commits.length : 0), 0);
  const count = `${commits} commit${commits === 1 ? '' : 's'}`;
  const act = mergedBy === null ? `wants to merge ${count} into` : `merged ${count} into`;
  return html`<div class="title">
    <h1>${said(title)} <span class="number">#${number}</span></h1>
    <p>
      ${stateBadge(pullRequest)}<span
        ><b>${said(mergedBy ?? author)}</b> ${act} ${branchName(base.ref)} from ${branchName(head.ref)}</span
      >
    </p>
  </div>`;
}

const opened = ({ author, createdAt, body }: PullRequest): Html =>
  html`<li>
    <span class="dot">${icon('open')}</span>
    <article class="box">
      <header><b>${said(author)}</b><span class="muted">opened this ${moment(createdAt)}</span></header>
      <div class="body">${body ? markdown(body) : html`<p class="muted">No description.</p>`}</div>
    </article>
  </li>`;

const headlines: Readonly<Record<Light, string>> = {
  success: 'All checks have passed',
  failure: 'Some checks were not successful',
  pending: 'Some checks haven\u2019t completed yet',
  neutral: 'No check has failed',
};

function checksBox(verdicts: readonly Verdict[]): Html {
  const light = combined(verdicts);
  if (light === undefined) {
    return html`<section class="box">
      <header><h2>No checks yet</h2></header>
    </section>`;
  }
  return html`<section class="box ${light}" aria-labelledby="checks">
    <header>
      ${icon(light)}
      <h2 id="checks">${headlines[light]}</h2>
      <span class="muted">${countWords(verdicts)}</span>
    </header>
    ${verdictRows(verdicts)}
  </section>`;
}

function countWords(verdicts: readonly Verdict[]): string {
  const words: readonly (readonly [Light, string])[] = [
    ['failure', 'failing'],
    ['pending', 'pending'],
    ['neutral', 'neutral'],
    ['success', 'successful'],
  ];
  const counts = words.map(([light, word]) => [verdicts.filter((one) => one.light === light).length, word] as const);
  return counts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(', ');
}
