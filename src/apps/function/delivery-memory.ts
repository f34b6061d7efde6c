/** Which deliveries were carried out or are being so, by what identifies them. Bounded: the oldest are forgotten. */
export interface DeliveryMemory {
  /**
   * Runs `work` unless the same delivery succeeded or is under way: then its outcome is shared.
   * A delivery that failed is forgotten, so that sending it again runs it again.
   */
  once(delivery: string, work: () => Promise<void>): Promise<void>;
}

/** @param capacity how many that succeeded are kept at the most; it always keeps the newest half of them */
export function createDeliveryMemory(capacity: number): DeliveryMemory {
  const underWay = new Map<string, Promise<void>>();
  // Two sets in turn: forgetting one by one gets slow, since a `Set` walks over what was deleted before its first entry.
  let newer = new Set<string>();
  let older = new Set<string>();

  const remember = (delivery: string) => {
    underWay.delete(delivery);
    newer.add(delivery);
    if (newer.size < capacity / 2) return;
    older = newer;
    newer = new Set();
  };

  return {
    once(delivery, work) {
      if (newer.has(delivery) || older.has(delivery)) return Promise.resolve();
      const known = underWay.get(delivery);
      if (known) return known;
      const outcome = work();
      underWay.set(delivery, outcome);
      outcome.then(
        () => remember(delivery),
        () => underWay.delete(delivery),
      );
      return outcome;
    },
  };
}
