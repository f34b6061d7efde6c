import { opensAttempt } from './acts.ts';
import type { Record, RecordChain } from './record.ts';

/** The record by which a person had an environment deleted; undefined once something was started there since. */
export function deletionOf({ winners }: RecordChain): Record | undefined {
  const last = winners.find(({ payload: { act } }) => act === 'delete' || opensAttempt(act));
  return last?.payload.act === 'delete' ? last : undefined;
}

/** Who deleted it, when, and how it comes back. The same record always gives the same words (law 6). */
export function describeDeletion({ payload: { by, request } }: Record, comesBack: string): string {
  const when = request ? ` at ${request.at.slice(0, 16).replace('T', ' ')} UTC` : '';
  return `deleted by ${by}${when}; ${comesBack}`;
}
