/** Which deliveries were carried out or are being so, by what identifies them. Bounded: the oldest is forgotten. */
export interface DeliveryMemory {
  /**
   * Runs `work` unless the same delivery succeeded or is under way: then its outcome is shared.
   * A delivery that failed is forgotten, so that sending it again runs it again.
   */
  once(delivery: string, work: () => Promise<void>): Promise<void>;
}

export function createDeliveryMemory(capacity: number): DeliveryMemory {
  const outcomes = new Map<string, Promise<void>>();

  const forgetOldest = () => {
    for (const oldest of outcomes.keys()) {
      if (outcomes.size <= capacity) return;
      outcomes.delete(oldest);
    }
  };

  return {
    once(delivery, work) {
      const known = outcomes.get(delivery);
      if (known) return known;
      const outcome = work();
      outcomes.set(delivery, outcome);
      forgetOldest();
      outcome.catch(() => {
        if (outcomes.get(delivery) === outcome) outcomes.delete(delivery);
      });
      return outcome;
    },
  };
}
