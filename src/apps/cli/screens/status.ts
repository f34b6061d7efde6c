import { conditionOf } from './condition.ts';
import type { NoticeView, StatusView } from '#apps/server/views.ts';
import type { Look, Style } from '#apps/cli/terminal/look.ts';
import { table } from '#apps/cli/terminal/table.ts';

/** `dm status`. Pure. */
export function renderStatus(view: StatusView, look: Look): string {
  return [
    ...applications(view, look),
    '',
    counts(view),
    ...notices('Problems', view.problems, 'red', look),
    ...notices('Waiting', view.waiting, 'yellow', look),
  ].join('\n');
}

function applications({ applications: all }: StatusView, look: Look): readonly string[] {
  if (all.length === 0) return ['no applications are registered'];
  const rows = all.map((one) => [
    one.name,
    one.repository,
    one.stages.join(', ') || '-',
    conditionOf(one.conditions, 'Ready')?.message ?? 'it was not compared with GitHub yet',
  ]);
  return [table(['APPLICATION', 'REPOSITORY', 'STAGES', 'FILE'], rows, look)];
}

function counts({ environments }: StatusView): string {
  const states = Object.entries(environments);
  const sum = states.reduce((total, [, count]) => total + count, 0);
  if (sum === 0) return 'no environments';
  return `${sum} environment${sum === 1 ? '' : 's'}: ${states.map(([state, count]) => `${count} ${state}`).join(', ')}`;
}

function notices(title: string, all: readonly NoticeView[], style: Style, { paint }: Look): readonly string[] {
  if (all.length === 0) return [];
  const lines = all.flatMap(({ name, reason, message, next }) => [
    `  ${paint('bold', name)}  ${reason}: ${message}`,
    `    next: ${next}`,
  ]);
  return ['', paint(style, title), ...lines];
}
