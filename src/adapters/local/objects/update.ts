import { update } from '#lib/structured-merge/update.ts';
import type { Kind } from '#model/kinds.ts';
import { schemas } from '#model/schemas.ts';
import { isoTime, type Clock } from '#ports/clock.ts';
import type { Document } from './document.ts';
import { entriesOf, managersOf, writerId, type Writer } from './managed-fields.ts';
import { ownedOf } from './owned.ts';

/** A document that one writer put in the place of another (PUT): it owns what it changed. */
export function updated(
  clock: Clock,
  kind: Kind,
  { before, after }: { readonly before: Document; readonly after: Document },
  writer: Omit<Writer, 'operation'>,
): Document {
  const by = writerId({ ...writer, operation: 'Update' });
  const change = { before: ownedOf(before), after: ownedOf(after) };
  const managers = update(schemas[kind], change, managersOf(before), by);
  const entries = entriesOf(before, managers, { by, at: isoTime(clock.now()) });
  return { ...after, metadata: { ...after.metadata, managedFields: entries } };
}
