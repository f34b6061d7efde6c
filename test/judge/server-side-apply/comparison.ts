import { isDeepStrictEqual } from 'node:util';
import { apply, type Managed } from '#lib/structured-merge/apply.ts';
import { update } from '#lib/structured-merge/update.ts';
import { schemas } from '#model/schemas.ts';
import type { History, Step } from './histories.ts';

/** What became of an object in the end, who owns what of it, and what was in the way of each step. */
export interface Answer {
  /** By step, then by manager. */
  readonly conflicts: readonly Readonly<Record<string, unknown>>[];
  readonly object: unknown;
  readonly managers: Readonly<Record<string, unknown>>;
}

/** Our own answer to a history when it is not the one given. */
export function compareWith(history: History, answer: Answer | undefined): Answer | undefined {
  const ours = play(history);
  return isDeepStrictEqual(plain(ours), plain(answer)) ? undefined : ours;
}

function play({ kind, steps }: History): Answer {
  let live: Managed = { object: {}, managers: new Map() };
  const conflicts = steps.map((step) => {
    const next = take(kind, live, step);
    if ('conflicts' in next) return next.conflicts;
    live = next;
    return {};
  });
  return { conflicts, object: live.object, managers: Object.fromEntries(live.managers) };
}

type Taken = Managed | { readonly conflicts: Answer['conflicts'][number] };

function take(kind: History['kind'], live: Managed, { verb, manager, force, object }: Step): Taken {
  if (verb === 'update') {
    const change = { before: live.object, after: object };
    return { object, managers: update(schemas[kind], change, live.managers, manager) };
  }
  const result = apply(schemas[kind], live, { manager, config: object, force });
  return result.kind === 'applied' ? result : { conflicts: Object.fromEntries(result.conflicts) };
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null)) as unknown;
