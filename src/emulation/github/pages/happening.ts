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
  const { at } = one;
  switch (one.kind) {
    case 'pushed':
      return pushed(repository, one);
    case 'forcePushed': {
      const ends = html`from ${commitLink(repository, one.from)} to ${commitLink(repository, one.to)}`;
      return item({ shape: 'push', at, words: html`<b>${said(one.actor)}</b> force-pushed ${ends}` });
    }
    case 'deployed':
      return deployment(repository, one.deployed);
    case 'commented':
      return comment(one);
    case 'merged': {
      const commit = html`commit ${commitLink(repository, one.sha)} ${commitSign(repository, one.sha)}`;
      const words = html`<b>${said(one.actor)}</b> merged this as ${commit}`;
      return item({ shape: 'merged', colour: 'merged', at, words });
    }
    case 'closed':
      return item({ shape: 'closed', colour: 'failure', at, words: 'This was closed' });
  }
}

interface Item {
  readonly shape: Shape;
  readonly colour?: string;
  readonly at: number;
  readonly words: HtmlValue;
  /** What stands behind the time. */
  readonly end?: HtmlValue;
  readonly below?: HtmlValue;
}

const item = ({ shape, colour = '', at, words, end, below }: Item): Html =>
  html`<li>
    <span class="dot ${colour}">${icon(shape)}</span>
    <div class="line"><span>${words}</span><small>${moment(at)}</small>${end}</div>
    ${below}
  </li>`;

function pushed(repository: Repository, { at, actor, commits }: Happening & { kind: 'pushed' }): Html {
  const count = `${commits.length} commit${commits.length === 1 ? '' : 's'}`;
  const lines = html`<ul class="commits">
    ${commits.map((commit) => html`<li>${commitLine(repository, commit)}</li>`)}
  </ul>`;
  return item({ shape: 'commit', at, words: html`<b>${said(actor)}</b> pushed ${count}`, below: lines });
}

function deployment(repository: Repository, deployed: Deployed): Html {
  const { environment, sha, creator, createdAt: at } = deployed.deployment;
  const light = deploymentLights[deployed.state];
  const what = html`commit ${commitLink(repository, sha)} to <b>${said(environment)}</b>`;
  return item({
    shape: 'deployment',
    colour: light === 'neutral' ? '' : light,
    at,
    words: html`${authorName(creator)} deployed ${what} ${deploymentBadge(deployed)}`,
    end: viewDeployment(deployed),
    below: deploymentSteps(deployed),
  });
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
