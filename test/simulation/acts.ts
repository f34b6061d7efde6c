import type { ActRequest } from '#model/act-request.ts';
import type { Evidence } from './laws/evidence.ts';

/** What requests of people come to, each of which must occur somewhere. */
export const actEnds = [
  'act: redeploy done Available',
  'act: redeploy done CrashLoopBackOff',
  'act: redeploy refused ChecksPending',
  'act: redeploy refused ChecksFailed',
  'act: delete done Deleted',
  'act: delete refused StageInUse',
  'act: delete refused NoSuchEnvironment',
] as const;

/** How often requests came to what, told from the writes to them. */
export function countActs({ calls }: Evidence): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { write, outcome } of calls) {
    if (outcome !== 'ok' || write?.kind !== 'ActRequest' || write.verb !== 'putStatus') continue;
    const { spec, status } = write.after as ActRequest;
    const became = status?.outcome;
    const reason = became && became.kind !== 'recorded' ? ` ${became.reason}` : '';
    const name = `act: ${spec.act} ${became?.kind}${reason}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
