import type { ActView, EnvironmentView } from '#apps/server/views.ts';
import { commit } from './state.ts';

/** What is about to happen. Pure. */
export function renderIntent(
  { act, name }: { readonly act: ActView['act']; readonly name: string },
  environment: EnvironmentView | undefined,
): string {
  if (act === 'delete') return `delete ${name}: ${whatGoes(name, environment)}`;
  if (!environment) return `redeploy ${name}: there is no environment; its newest commit starts if it may`;
  return `redeploy ${name}: a new attempt of ${commit(environment.wanted)}; what runs serves until it is ready`;
}

function whatGoes(name: string, environment: EnvironmentView | undefined): string {
  const goes = environment?.running === undefined ? 'its address goes' : `${commit(environment.running)} stops serving`;
  if (environment?.stage) return `${goes}, and nothing brings it back by itself`;
  return `${goes}; its next commit brings it back, or: dm env redeploy ${name}`;
}

/** How far it is. Pure. */
export function renderProgress({ state, name, deploymentId, commit: sha }: ActView): string {
  if (state === 'Open') return `asked for as ${name}`;
  return `recorded as GitHub deployment ${deploymentId}, ${commit(sha)}: waiting for its end`;
}

/** How an act stands or ended. Pure. */
export function renderAct({ act, environment, state, commit: sha, name, message }: ActView): string {
  if (state !== 'Done') return `${environment}: ${act} is asked for as ${name}; see: dm why ${environment}`;
  return act === 'delete' ? `${environment}: ${message}` : `${environment}: ${commit(sha)} runs anew: ${message}`;
}
