import type { Waiting } from './environment.ts';
import type { Reason } from './reasons.ts';

/** How every reconcile ends. Only what nobody expected is thrown. */
export type Outcome =
  | { readonly kind: 'done' }
  /** Nothing is wrong; look again after `ms` because of `why`. */
  | { readonly kind: 'requeueAfter'; readonly ms: number; readonly why: string }
  /** Something outside must happen first; an event wakes us, and `recheckMs` is the net below it. */
  | { readonly kind: 'waiting'; readonly reason: Reason; readonly message: string; readonly recheckMs?: number }
  /** A person must act; nothing is tried again until something changes. */
  | { readonly kind: 'stalled'; readonly reason: Reason; readonly message: string };

export const done: Outcome = { kind: 'done' };

export const requeueAfter = (ms: number, why: string): Outcome => ({ kind: 'requeueAfter', ms, why });

/** What is written stands; the head may have to wait for something. */
export const waitingFor = (waiting: Waiting | undefined): Outcome => (waiting ? { kind: 'waiting', ...waiting } : done);
