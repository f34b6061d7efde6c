import type { Evidence } from './laws/evidence.ts';
import type { Call } from './trace.ts';

export const planKinds = [
  'preview: record',
  'preview: write',
  'preview: delete',
  'preview: close a record',
  'preview: nothing',
  'stage: record',
  'stage: write',
  'stage: close a record',
  'stage: nothing',
] as const;

/** How often delivery carried out each kind of plan, told from the calls of each pass. */
export function countPlans({ passes }: Evidence): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const calls of passes.values()) {
    const of = calls[0]?.what.startsWith('Environment ') && readsOfDelivery.get(calls.find(isRead)?.verb ?? '');
    if (!of) continue;
    const kind = `${of}: ${planOf(calls)}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

/** What only delivery asks of GitHub. */
const readsOfDelivery = new Map([
  ['GET /repos/{owner}/{repo}/pulls/{pull_number}', 'preview'],
  ['GET /repos/{owner}/{repo}', 'stage'],
]);

const isRead = ({ verb }: Call): boolean => readsOfDelivery.has(verb);

function planOf(calls: readonly Call[]): string {
  const did = (verb: string): boolean => calls.some((call) => call.verb === verb);
  if (did('POST /repos/{owner}/{repo}/deployments')) return 'record';
  if (did('apply')) return 'write';
  if (did('delete')) return 'delete';
  return did('POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses') ? 'close a record' : 'nothing';
}
