import type { Lease } from '#model/kubernetes/workload.ts';
import type { Call, Entry } from '#test/simulation/trace.ts';
import type { Law } from './law.ts';

/**
 * What the fence is for: whoever was frozen, cut off or replaced writes nothing any more, neither to the cluster nor to
 * GitHub, from the moment on at which another stands in the lease.
 */
export const oneLeader: Law = {
  name: 'one leader',
  sentence: 'of our controllers only the one that holds the lease writes',
  check: ({ calls }) => {
    let holder: string | undefined;
    return calls.flatMap((call) => {
      holder = holderAfter(call) ?? holder;
      if (!isController(call.process) || !isWrite(call) || call.process === holder) return [];
      const { at, process, verb, what } = call;
      return [{ at, what: `${process} writes while ${holder || 'nobody'} leads: ${verb} ${what}` }];
    });
  },
};

/** Who holds the lease, told from the writes to it. */
export function holderOf(entries: readonly Entry[]): string | undefined {
  const last = entries.findLast((entry) => entry.kind === 'call' && holderAfter(entry) !== undefined);
  return last?.kind === 'call' ? holderAfter(last) : undefined;
}

/** Who holds it after a write to it. */
function holderAfter({ write, outcome }: Call): string | undefined {
  if (write?.kind !== 'Lease' || outcome !== 'ok') return undefined;
  return (write.after as Lease | undefined)?.spec.holderIdentity;
}

const isController = (process: string): boolean => process.startsWith('controller');

const isWrite = ({ write, port, verb, outcome }: Call): boolean =>
  outcome === 'ok' && (write ? write.kind !== 'Lease' : port === 'github' && !verb.startsWith('GET '));
