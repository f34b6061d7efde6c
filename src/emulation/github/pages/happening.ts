import { html, type Html, type HtmlValue } from '#lib/html.ts';
import type { Repository } from '#emulation/github/repository.ts';
import type { Deployed } from './deployed.ts';
import { icon, type Shape } from './icon.ts';
import { commitLink, moment, said } from './link.ts';
import { markdown } from './markdown.ts';
import { authorName, commitLine, commitSign, deploymentBadge, deploymentSteps, viewDeployment } from './pieces.ts';
import { deploymentLights } from './standing.ts';
import type { Happening } from './timeline.ts';

/** One item of the timeline. */
export function happening(repository: Repository, one: Happening): Html {
  switch (one.kind) {
    case 'pushed':
      return pushed(repository, one);
    case 'forcePushed':
      return item(
        'push',
        '',
        one.at,
        html`<b>${said(one.actor)}</b> force-pushed from ${commitLink(repository, one.from)} to
          ${commitLink(repository, one.to)}`,
      );
    case 'deployed':
      return deployment(repository, one.deployed);
    case 'commented':
      return comment(one);
    case 'merged':
      return item(
        'merged',
        'merged',
        one.at,
        html`<b>${said(one.actor)}</b> merged this as commit ${commitLink(repository, one.sha)}
          ${commitSign(repository, one.sha)}`,
      );
    case 'closed':
      return item('closed', 'failure', one.at, html`This was closed`);
  }
}

const item = (shape: Shape, colour: string, at: number, words: HtmlValue, more?: HtmlValue): Html =>
  html`<li>
    <span class="dot ${colour}">${icon(shape)}</span>
    <div class="line"><span>${words}</span><small>${moment(at)}</small></div>
    ${more}
  </li>`;

function pushed(repository: Repository, { at, actor, commits }: Happening & { kind: 'pushed' }): Html {
  const count = `${commits.length} commit${commits.length === 1 ? '' : 's'}`;
  const lines = html`<ul class="commits">
    ${commits.map((commit) => html`<li>${commitLine(repository, commit)}</li>`)}
  </ul>`;
  return item('commit', '', at, html`<b>${said(actor)}</b> pushed ${count}`, lines);
}

function deployment(repository: Repository, deployed: Deployed): Html {
  const { environment, sha, creator, createdAt } = deployed.deployment;
  const light = deploymentLights[deployed.state];
  const words = html`${authorName(creator)} deployed commit ${commitLink(repository, sha)} to
    <b>${said(environment)}</b> ${deploymentBadge(deployed)} ${viewDeployment(deployed)}`;
  return item('deployment', light === 'neutral' ? '' : light, createdAt, words, deploymentSteps(deployed));
}

function comment({ comment: { id, user, body, createdAt, updatedAt } }: Happening & { kind: 'commented' }): Html {
  const edited = updatedAt > createdAt && html`<span class="muted">· edited ${moment(updatedAt)}</span>`;
  return html`<li id="issuecomment-${id}">
    <span class="dot">${icon('comment')}</span>
    <article class="box">
      <header>${authorName(user)}<span class="muted">commented ${moment(createdAt)}</span>${edited}</header>
      <div class="body">${markdown(body)}</div>
    </article>
  </li>`;
}
