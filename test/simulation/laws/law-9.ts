import type { Happening } from '#test/simulation/trace.ts';
import { asEnvironment, type Evidence, type Written } from './evidence.ts';
import type { Law } from './law.ts';

const outages = new Set(['GitHub is down', 'GitHub limits the rate', 'GitHub hides everything']);

/** While GitHub gives no answer, nothing is destroyed, promoted or taken back by a pass that began meanwhile. */
export const law9: Law = {
  name: 'law 9',
  sentence: 'an outage delays; it never destroys, promotes or goes back',
  check(evidence) {
    const times = outageTimes(evidence);
    return evidence.environmentWrites.flatMap((written) => {
      const harm = harmOf(written);
      const { call } = written;
      const began = evidence.passOf(call)[0]?.sentAt ?? call.sentAt;
      const outage = times.find(({ from, to }) => began >= from && call.at < to);
      return harm && outage ? [{ at: call.at, what: `${harm} while ${outage.name}` }] : [];
    });
  },
};

interface Outage {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Each with the time of its last end, since the same outage may have begun twice. */
function outageTimes({ faults, trace }: Evidence): readonly Outage[] {
  const end = trace.entries.at(-1)?.at ?? 0;
  return faults.flatMap((fault, index) => {
    if (!outages.has(fault.name) || isEnd(fault)) return [];
    const over = faults.slice(index).find((later) => later.name === fault.name && isEnd(later));
    return [{ name: fault.name, from: fault.at, to: over?.at ?? end }];
  });
}

const isEnd = ({ what }: Happening): boolean => what === 'is over';

function harmOf({ write }: Written): string | undefined {
  const { name } = write.key;
  if (write.verb === 'delete' && write.before) return `${name} is deleted`;
  const sha = asEnvironment(write.after)?.spec.revision?.sha;
  const was = asEnvironment(write.before)?.spec.revision?.sha;
  return write.verb === 'apply' && sha !== was ? `${name} changes to ${sha ?? 'nothing'}` : undefined;
}
