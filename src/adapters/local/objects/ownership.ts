import { equal } from '#lib/equal.ts';
import { isFields, type Fields } from './document.ts';

/** What one field manager applied last, less what others have taken over since. */
export interface Claim {
  readonly fields: Fields;
  readonly finalizers: readonly string[];
}

export type Claims = ReadonlyMap<string, Claim>;

const nothing: Claim = { fields: {}, finalizers: [] };

/** The finalizers are a set in which every item has its owners; all other lists are owned as a whole. */
export interface Owned {
  readonly fields: Fields;
  readonly finalizers: readonly string[];
}

/**
 * Server-side apply with force (Kubernetes documentation, "Server-Side Apply"): maps merge, lists are atomic; what the
 * manager applied before, leaves out now and nobody else claims is removed; what it sets is no longer another's.
 */
export function applyClaim(
  live: Owned,
  claims: Claims,
  manager: string,
  intent: Claim,
): { readonly live: Owned; readonly claims: Claims } {
  const before = claims.get(manager) ?? nothing;
  const others = [...claims].filter(([name]) => name !== manager);
  const keepers = [intent, ...others.map(([, claim]) => claim)];
  const kept = pruneFields(
    live.fields,
    before.fields,
    keepers.map(({ fields }) => fields),
  );
  const next = others.map(([name, claim]) => [name, relinquish(claim, intent)] as const);
  return {
    live: {
      fields: mergeFields(kept ?? {}, intent.fields),
      finalizers: mergeSet(live.finalizers, before.finalizers, keepers),
    },
    claims: new Map([...next, [manager, intent]]),
  };
}

/** A finalizer that was taken away is nobody's any more. */
export const withoutFinalizer = (claims: Claims, finalizer: string): Claims =>
  new Map(
    [...claims].map(([manager, { fields, finalizers }]) => [
      manager,
      { fields, finalizers: finalizers.filter((item) => item !== finalizer) },
    ]),
  );

function mergeSet(live: readonly string[], before: readonly string[], keepers: readonly Claim[]): readonly string[] {
  const wanted = new Set(keepers.flatMap(({ finalizers }) => finalizers));
  const kept = live.filter((item) => wanted.has(item) || !before.includes(item));
  return [...new Set([...kept, ...(keepers[0]?.finalizers ?? [])])];
}

/** `live` less the leaves of `before` that no keeper has; a map that becomes empty goes with them. */
function pruneFields(live: Fields, before: Fields, keepers: readonly Fields[]): Fields | undefined {
  const kept = Object.entries(live).flatMap(([name, value]) => {
    const next = name in before ? prune(value, before[name], valuesOf(keepers, name)) : value;
    return next === undefined ? [] : [[name, next] as const];
  });
  return kept.length === 0 && keepers.length === 0 ? undefined : Object.fromEntries(kept);
}

function prune(live: unknown, before: unknown, keepers: readonly unknown[]): unknown {
  if (!isFields(live) || !isFields(before)) return keepers.length > 0 ? live : undefined;
  return pruneFields(live, before, keepers.filter(isFields));
}

const valuesOf = (all: readonly Fields[], name: string): readonly unknown[] =>
  all.filter((fields) => name in fields).map((fields) => fields[name]);

function mergeFields(live: Fields, intent: Fields): Fields {
  const merged = Object.entries(intent).map(([name, value]) => {
    const old = live[name];
    return [name, isFields(old) && isFields(value) ? mergeFields(old, value) : value];
  });
  return { ...live, ...Object.fromEntries(merged) };
}

/** What is left to another manager: the same value is shared, another value is lost. */
const relinquish = (theirs: Claim, ours: Claim): Claim => ({
  fields: relinquishFields(theirs.fields, ours.fields),
  finalizers: theirs.finalizers,
});

function relinquishFields(theirs: Fields, ours: Fields): Fields {
  const left = Object.entries(theirs).flatMap(([name, value]) => {
    if (!(name in ours) || equal(value, ours[name])) return [[name, value] as const];
    const our = ours[name];
    if (!isFields(value) || !isFields(our)) return [];
    const rest = relinquishFields(value, our);
    return Object.keys(rest).length === 0 ? [] : [[name, rest] as const];
  });
  return Object.fromEntries(left);
}
