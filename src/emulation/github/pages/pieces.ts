import { html, type Html } from '#lib/html.ts';
import type { Author, Commit, PullRequest, Repository } from '#emulation/github/repository.ts';
import type { Deployed } from './deployed.ts';
import { icon, type Light, type Shape } from './icon.ts';
import { commitLink, commitPath, outsideLink, said, timeOfDay } from './link.ts';
import { combined, deploymentLights, deploymentWords, verdictsOn, type Verdict } from './standing.ts';

/** `Open`, `Merged`: what a pull request is, in one word. */
export function stateBadge(pullRequest: PullRequest): Html {
  const { shape, words } = stateOf(pullRequest);
  return badge(pullRequest.draft && shape === 'open' ? 'draft' : shape, words, shape);
}

export function stateIcon(pullRequest: PullRequest): Html {
  const { shape, words } = stateOf(pullRequest);
  return icon(shape, words);
}

function stateOf({ state, mergedAt, draft }: PullRequest): { readonly shape: Shape; readonly words: string } {
  if (mergedAt !== null) return { shape: 'merged', words: 'Merged' };
  if (state === 'closed') return { shape: 'closed', words: 'Closed' };
  return { shape: 'open', words: draft ? 'Draft' : 'Open' };
}

export const deploymentBadge = ({ state }: Deployed): Html => {
  const light = deploymentLights[state];
  return badge(`${light} small`, deploymentWords[state], light);
};

const badge = (className: string, words: string, shape: Shape): Html =>
  html`<span class="badge ${className}">${icon(shape)}${words}</span>`;

/** An Author is a person or the bot of an App. */
export const authorName = ({ login, appId }: Author): Html =>
  html`<b>${said(login.replace(/\[bot\]$/, ''))}</b>${appId !== null && html` <span class="tag">bot</span>`}`;

export const branchName = (name: string): Html => html`<code class="branch">${said(name)}</code>`;

const combinedWords: Readonly<Record<Light, string>> = {
  success: 'all checks passed',
  failure: 'some checks failed',
  pending: 'some checks are pending',
  neutral: 'no check failed',
};

/** What all checks and statuses say of a commit, as one sign that leads to them. */
export function commitSign(repository: Repository, sha: string): Html | false {
  const light = combined(verdictsOn(repository, sha));
  return light !== undefined && html`<a href="${commitPath(repository, sha)}">${icon(light, combinedWords[light])}</a>`;
}

/** One commit as a line: what it is about, how it stands, its id. */
export const commitLine = (repository: Repository, { sha, message }: Commit): Html => {
  const [subject = ''] = message.split('\n');
  return html`<span class="what"><a href="${commitPath(repository, sha)}">${said(subject)}</a></span
    >${commitSign(repository, sha)}${commitLink(repository, sha)}`;
};

/** Check runs and commit statuses as rows. */
export const verdictRows = (verdicts: readonly Verdict[]): Html =>
  html`<ul class="rows">
    ${verdicts.map(
      ({ light, state, name, description, details }) =>
        html`<li>
          ${icon(light, state)}<span class="what"
            ><b>${said(name)}</b> <span class="muted">${said(description)}</span></span
          >${details && html`<span class="end">${detailsLink(details)}</span>`}
        </li>`,
    )}
  </ul>`;

const detailsLink = (details: NonNullable<Verdict['details']>): Html =>
  'path' in details ? html`<a href="${details.path}">Details</a>` : outsideLink(details.url, 'Details');

/** What became of a deployment, step by step. */
export const deploymentSteps = ({ statuses }: Deployed): Html =>
  html`<ol class="steps">
    ${statuses.map(
      ({ createdAt, state, description }) =>
        html`<li>
          ${timeOfDay(createdAt)}<span
            >${deploymentWords[state]}${description !== '' && html`: ${said(description)}`}</span
          >
        </li>`,
    )}
  </ol>`;

export const viewDeployment = ({ url }: Deployed, className = 'button'): Html | false =>
  url !== undefined && outsideLink(url, 'View deployment', className);
