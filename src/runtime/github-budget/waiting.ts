import type { BudgetedRequest, Turn } from '#ports/github/budget.ts';
import { rankOf } from './limits.ts';

/** A request that waits for its turn. */
export interface Waiter {
  readonly request: BudgetedRequest;
  readonly go: (turn: Turn) => void;
  readonly refuse: (error: Error) => void;
}

/** Those that wait, in lanes of the same priority, cost and endpoint: nobody behind the first of a lane may go either. */
export class Waiting {
  readonly #lanes = new Map<string, Waiter[]>();

  add(waiter: Waiter): void {
    const { priority, cost, endpoint, since } = waiter.request;
    const name = `${priority} ${cost} ${endpoint}`;
    const lane = this.#lanes.get(name) ?? [];
    const behind = lane.findLastIndex(({ request }) => request.since <= since);
    lane.splice(behind + 1, 0, waiter);
    this.#lanes.set(name, lane);
  }

  /** The first of each lane, in the order in which they shall go. */
  heads(now: number): readonly Waiter[] {
    const heads = [...this.#lanes.values()].flatMap((lane) => lane.slice(0, 1));
    const rank = ({ request: { priority, since } }: Waiter) => rankOf(priority, now - since);
    return heads.toSorted((left, right) => rank(left) - rank(right) || left.request.since - right.request.since);
  }

  remove(waiter: Waiter): void {
    for (const [name, lane] of this.#lanes) {
      const index = lane.indexOf(waiter);
      if (index < 0) continue;
      lane.splice(index, 1);
      if (lane.length === 0) this.#lanes.delete(name);
    }
  }
}
