import { html, type Html } from '#lib/html.ts';
import type { Repository } from '#emulation/github/repository.ts';
import type { Deployed } from './deployed.ts';
import { commitLink, said } from './link.ts';
import { deploymentBadge, viewDeployment } from './pieces.ts';

/** Where the pull request can be seen: the active deployment of each GitHub environment, and what came of the newest. */
export function sidebar(repository: Repository, deployed: readonly Deployed[]): Html {
  const environments = [...new Set(deployed.map(({ deployment }) => deployment.environment))];
  const panels = environments.map((name) =>
    environmentPanel(
      repository,
      name,
      deployed.filter(({ deployment }) => deployment.environment === name),
    ),
  );
  const none = html`<div class="panel">
    <h2>Deployments</h2>
    <p class="muted">None yet.</p>
  </div>`;
  return html`<aside aria-label="Deployments">${panels.length > 0 ? panels : none}</aside>`;
}

function environmentPanel(repository: Repository, name: string, deployed: readonly Deployed[]): Html {
  const active = deployed.findLast(({ url }) => url !== undefined);
  const newest = deployed.at(-1);
  const shown = [...new Set([active, newest])].flatMap((one) => one ?? []);
  return html`<div class="panel">
    <h2>Environment ${said(name)}</h2>
    ${shown.map((one) => deploymentPiece(repository, one))}
  </div>`;
}

function deploymentPiece(repository: Repository, deployed: Deployed): Html {
  const view = viewDeployment(deployed, 'button main');
  return html`<p class="line">
      ${deploymentBadge(deployed)}<span class="muted">commit ${commitLink(repository, deployed.deployment.sha)}</span>
    </p>
    ${view && html`<p>${view}</p>`}`;
}
