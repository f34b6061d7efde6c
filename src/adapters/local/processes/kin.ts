import type { ProcessEntry } from './process-table.ts';

/** Numbers of processes that are, or were, ours, each with its start. */
export type Anchors = ReadonlyMap<number, string>;

export interface Kin {
  /** What lives and is ours. */
  readonly processes: readonly ProcessEntry[];
  /** What to look for next time. An anchor that is missing here is gone for good. */
  readonly anchors: Anchors;
}

/**
 * Who descends from the anchors: whose parent, group leader or session leader is one, or descends from one.
 *
 * A number that some group or session still bears is not given to a new process (pid_namespaces of Linux keep a `struct
 * pid` until nothing refers to it). So an anchor that has ended stays one for as long as a group or session bears its
 * number: what lives there is what it left. A process that has the number and another start shows that everything of
 * the anchor had ended before; it is a stranger, and the anchor is dropped.
 * What remains undecided: an anchor that ended with all it had, whose number came round to a stranger that made a group
 * and ended before its members, all between two looks. Numbers are given in a circle, so the whole circle would have to
 * pass in that time.
 */
export function kinOf(all: readonly ProcessEntry[], anchors: Anchors): Kin {
  const found = new Map(standing(all, anchors));
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const one of all) if (!found.has(one.id) && descends(one, found)) found.set(one.id, one.startTime);
  }
  return { processes: all.filter(({ id, ended }) => found.has(id) && !ended), anchors: found };
}

const descends = ({ parent, group, session }: ProcessEntry, found: Anchors): boolean =>
  found.has(parent) || found.has(group) || found.has(session);

function standing(all: readonly ProcessEntry[], anchors: Anchors): Anchors {
  const starts = new Map(all.map(({ id, startTime }) => [id, startTime]));
  const borne = new Set(all.flatMap(({ group, session }) => [group, session]));
  const stands = ([id, startTime]: readonly [number, string]) =>
    starts.has(id) ? starts.get(id) === startTime : borne.has(id);
  return new Map([...anchors].filter(stands));
}
