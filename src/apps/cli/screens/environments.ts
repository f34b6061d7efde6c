import type { EnvironmentsView } from '#apps/server/views.ts';
import type { Look } from '#apps/cli/terminal/look.ts';
import { table } from '#apps/cli/terminal/table.ts';
import { commit, originOf, stateCell } from './state.ts';

/** `dm env list`. Pure. */
export function renderEnvironments({ environments }: EnvironmentsView, look: Look): string {
  if (environments.length === 0) return 'no environments: open a pull request, and one appears';
  const rows = environments.map((one) => [
    one.name,
    stateCell(one.state),
    commit(one.running),
    originOf(one),
    one.url ?? '-',
    one.state === 'Running' ? '' : `${one.reason}: ${one.message}`,
  ]);
  return table(['NAME', 'STATE', 'RUNS', 'OF', 'URL', 'WHY'], rows, look);
}
