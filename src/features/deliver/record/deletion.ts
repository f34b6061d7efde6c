import { deletionOf } from '#model/deletion.ts';
import type { Record } from '#model/record.ts';
import type { DeliveryWorld } from '#features/deliver/delivery.ts';

/**
 * A person's deletion that nothing was started after. Where the record that the environment runs by is gone from
 * GitHub, a deletion from before it proves nothing (law 2).
 */
export function recordedDeletion({ environment, records }: DeliveryWorld): Record | undefined {
  const deletion = deletionOf(records.chain);
  if (!deletion || records.freshness === 'fresh') return deletion;
  const running = environment?.spec.revision?.deploymentId ?? 0;
  return records.freshness === 'missing' && deletion.id > running ? deletion : undefined;
}
