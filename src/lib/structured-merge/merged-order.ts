/**
 * The order of a merged list, as an API server has it: what is sent keeps its own order, and what only the live list
 * has stays behind what it stood behind.
 * @param live the elements of the live list, each once
 * @param sent those of the list that is applied
 */
export function mergedOrder(live: readonly string[], sent: readonly string[]): readonly string[] {
  const walk = new Walk(live, sent);
  while (walk.step());
  return [...walk.order];
}

/** Two lists that are gone through side by side. */
class Walk {
  readonly order = new Set<string>();
  readonly #live: readonly string[];
  readonly #sent: readonly string[];
  #left = 0;
  #right = 0;

  constructor(live: readonly string[], sent: readonly string[]) {
    this.#live = live;
    this.#sent = sent;
  }

  /** One item on in either list, or in both; false at the end of both. */
  step(): boolean {
    const [old, next] = [this.#live[this.#left], this.#sent[this.#right]];
    if (old === undefined) return this.#take(next);
    if (!this.#sent.includes(old)) return this.#keep(old);
    if (old === next || this.order.has(old)) {
      this.#left += 1;
      return this.#take(next) || this.#left < this.#live.length;
    }
    if (old === this.#nextShared()) return this.#take(next);
    this.#left += 1;
    return true;
  }

  #keep(old: string): boolean {
    this.order.add(old);
    this.#left += 1;
    return true;
  }

  #take(next: string | undefined): boolean {
    if (next === undefined) return false;
    this.order.add(next);
    this.#right += 1;
    return true;
  }

  /** The next of the sent items that is live as well. */
  #nextShared(): string | undefined {
    return this.#sent.slice(this.#right).find((element) => this.#live.includes(element));
  }
}
