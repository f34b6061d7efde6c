import { html, type Html } from '#lib/html.ts';
import type { Repository } from '#emulation/github/repository.ts';
import { deployedIn, isUnderWay, type Deployed } from './deployed.ts';
import type { Page } from './layout.ts';
import { commitLink, moment, repositoryPath, said } from './link.ts';
import { authorName, deploymentBadge, deploymentSteps, viewDeployment } from './pieces.ts';

/** `/OWNER/NAME/deployments`: of every GitHub environment, or of the one that is asked for; the newest first. Pure. */
export function deploymentsPage(repository: Repository, environment: string | undefined): Page {
  const all = deployedIn(repository, (one) => environment === undefined || one.environment === environment);
  const names = [...new Set(all.map(({ deployment }) => deployment.environment))];
  const body = html`<div class="title">
      <h1>Deployments</h1>
      ${environment !== undefined && html`<p>of environment <b>${said(environment)}</b> <a href="${repositoryPath(repository)}/deployments">Show all environments</a></p>`}
    </div>
    ${names.map((name) => environmentBox(repository, name, all))}
    ${names.length === 0 && html`<p class="empty">Nothing was deployed yet.</p>`}`;
  const title = `Deployments · ${repository.owner}/${repository.name}`;
  return { status: 200, title, repository, tab: 'deployments', isPending: all.some(isUnderWay), body };
}

function environmentBox(repository: Repository, name: string, all: readonly Deployed[]): Html {
  const path = `${repositoryPath(repository)}/deployments?environment=${encodeURIComponent(name)}`;
  const own = all.filter(({ deployment }) => deployment.environment === name);
  return html`<section class="box">
    <header>
      <h2><a href="${path}">${said(name)}</a></h2>
      <span class="tag">${own.length}</span>
    </header>
    ${deploymentList(repository, own)}
  </section>`;
}

/** Deployments as rows, the newest first. */
export const deploymentList = (repository: Repository, all: readonly Deployed[]): Html =>
  html`<ul class="rows">
    ${all.toReversed().map((one) => row(repository, one))}
  </ul>`;

function row(repository: Repository, deployed: Deployed): Html {
  const { sha, task, environment, creator, createdAt } = deployed.deployment;
  return html`<li>
    <div class="what">
      <p class="line">
        ${deploymentBadge(deployed)} commit ${commitLink(repository, sha)} to <b>${said(environment)}</b>
        <span class="tag">${said(task)}</span>
      </p>
      <small>${authorName(creator)} ${moment(createdAt)}</small>${deploymentSteps(deployed)}
    </div>
    <span class="end">${viewDeployment(deployed)}</span>
  </li>`;
}
