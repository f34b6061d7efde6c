import type { z } from 'zod';
import { CodedError } from '#lib/coded-error.ts';
import { isRecord } from '#lib/structured-merge/record.ts';
import type { Kinds } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import { ownSchemas, type OwnKind } from './own-kinds.ts';

/** An object of ours as an API server gave it, or which one it is and what is wrong with it. */
export type ParsedObject<K extends OwnKind> =
  | { readonly ok: true; readonly object: Stored<Kinds[K]> }
  | { readonly ok: false; readonly name: string; readonly namespace?: string; readonly error: ObjectInvalid };

export type ObjectInvalid = CodedError<'ObjectInvalid'>;

/**
 * Reads an object of ours as an API server gives it. Fields that this version does not know are left out: a newer one
 * may have written them. Never throws.
 */
export function parseObject<K extends OwnKind>(kind: K, value: unknown): ParsedObject<K> {
  const schema: z.ZodType = ownSchemas[kind];
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, object: parsed.data as Stored<Kinds[K]> };

  const key = keyOf(value);
  return { ok: false, ...key, error: invalid(kind, key, problemsOf(parsed.error.issues)) };
}

interface Key {
  readonly name: string;
  readonly namespace?: string;
}

function keyOf(value: unknown): Key {
  const metadata = isRecord(value) && isRecord(value['metadata']) ? value['metadata'] : {};
  const { name, namespace } = metadata;
  return {
    name: typeof name === 'string' ? name : '(without a name)',
    ...(typeof namespace === 'string' && { namespace }),
  };
}

function invalid(kind: OwnKind, { name, namespace }: Key, problems: readonly string[]): ObjectInvalid {
  const where = namespace === undefined ? name : `${namespace}/${name}`;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return new CodedError('ObjectInvalid', `${kind} ${where} is not valid: ${problems[0]}${more}`, {
    source: 'system',
    next: 'compare the version that runs with that of the custom resource definitions; mend the object or delete it',
  });
}

type Issues = readonly z.core.$ZodIssue[];

const problemsOf = (issues: Issues, below: readonly PropertyKey[] = []): readonly string[] =>
  issues.flatMap((issue) => {
    const path = [...below, ...issue.path];
    const nearest = issue.code === 'invalid_union' ? nearestShape(issue.errors) : undefined;
    if (nearest) return problemsOf(nearest, path);
    return [path.length === 0 ? issue.message : `${path.map(String).join('.')}: ${issue.message}`];
  });

/** Of the shapes that an object may have, the one that it fits best; undefined when it is as far from two of them. */
function nearestShape(shapes: readonly Issues[]): Issues | undefined {
  const [best, second] = shapes.toSorted((left, right) => left.length - right.length);
  return best?.length === second?.length ? undefined : best;
}
