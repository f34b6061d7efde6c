import type { AttemptView, EnvironmentDetailsView } from '#apps/server/views.ts';
import type { Look } from '#apps/cli/terminal/look.ts';
import { table } from '#apps/cli/terminal/table.ts';
import { pad } from '#apps/cli/terminal/width.ts';
import { commit, originOf, stateCell } from './state.ts';

const LABEL_WIDTH = 12;

/** `dm env describe NAME`. Pure. */
export function renderEnvironment(view: EnvironmentDetailsView, look: Look): string {
  const { text, style } = stateCell(view.state);
  const facts: readonly (readonly [label: string, value: string | undefined])[] = [
    ['state', `${style ? look.paint(style, text) : text}: ${view.reason}: ${view.message}`],
    ['application', `${view.application} (${view.repository})`],
    ['of', originOf(view) + (view.pullRequest?.fork ? ', from a fork' : '')],
    ['newest', commit(view.head)],
    ['wanted', commit(view.wanted)],
    ['runs', commit(view.running)],
    ['image', view.image],
    ['url', view.url],
  ];
  const lines = facts.flatMap(([label, value]) =>
    value === undefined ? [] : [`${pad(label, LABEL_WIDTH)}  ${value}`],
  );
  return [look.paint('bold', view.name), ...lines, ...conditions(view, look), ...attempts(view, look)].join('\n');
}

function conditions({ conditions: all }: EnvironmentDetailsView, look: Look): readonly string[] {
  if (all.length === 0) return [];
  const rows = all.map(({ type, status, since, reason, message }) => [type, status, since, reason, message]);
  return ['', table(['CONDITION', 'STATUS', 'SINCE', 'REASON', 'MESSAGE'], rows, look)];
}

function attempts({ attempts: all }: EnvironmentDetailsView, look: Look): readonly string[] {
  if (all.length === 0) return [];
  const rows = all.map(({ deploymentId, commit: sha, asked, outcome, startedAt, reason, message }) => [
    String(deploymentId),
    commit(sha),
    outcome === 'underWay' ? 'under way' : outcome,
    startedAt,
    [asked && `redeployed by ${[asked.by, asked.why].filter((word) => word !== '').join(', ')}`, reason, message]
      .filter((word) => word !== undefined && word !== '')
      .join(': '),
  ]);
  return ['', table(['RECORD', 'ATTEMPT', 'OUTCOME', 'STARTED', 'WHY'], rows, look), ...all.flatMap(logOf(look))];
}

const logOf =
  ({ paint }: Look) =>
  ({ commit: sha, log }: AttemptView): readonly string[] =>
    log.length === 0
      ? []
      : ['', `last lines of ${commit(sha)}`, ...log.map((line) => `  ${paint('dim', '│')} ${line}`)];
