import type { ActRequest } from '#model/act-request.ts';
import type { Evidence } from './laws/evidence.ts';
import type { Call } from './trace.ts';

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
  for (const call of calls) {
    const name = endOf(call);
    if (name === undefined) continue;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function endOf({ write, outcome }: Call): string | undefined {
  if (outcome !== 'ok' || write?.kind !== 'ActRequest' || write.verb !== 'putStatus') return undefined;
  const { spec, status } = write.after as ActRequest;
  const became = status?.outcome;
  const reason = became && became.kind !== 'recorded' ? ` ${became.reason}` : '';
  return `act: ${spec.act} ${became?.kind}${reason}`;
}
