import type { Clock } from '#ports/clock.ts';
import type { Store } from './store.ts';

/** What every write needs. */
export interface WritePorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly newUid: () => string;
}
