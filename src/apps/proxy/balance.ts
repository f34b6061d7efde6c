import { addressOf, type Endpoint } from './endpoints.ts';

/** Chooses among endpoints: the one with the fewest requests in flight, in turn where that is equal. */
export class Balance {
  readonly #inFlight = new Map<string, number>();
  #turn = 0;

  /** @param failed addresses that failed this request already: taken only when there is no other */
  choose(endpoints: readonly Endpoint[], failed: ReadonlySet<string>): Endpoint | undefined {
    const fresh = endpoints.filter((endpoint) => !failed.has(addressOf(endpoint)));
    const among = fresh.length > 0 ? fresh : endpoints;
    const fewest = Math.min(...among.map((endpoint) => this.#count(endpoint)));
    const idlest = among.filter((endpoint) => this.#count(endpoint) === fewest);
    this.#turn += 1;
    return idlest[this.#turn % idlest.length];
  }

  /** Counts a request at an endpoint. @returns ends it */
  enter(endpoint: Endpoint): () => void {
    const address = addressOf(endpoint);
    this.#inFlight.set(address, this.#count(endpoint) + 1);
    return () => {
      const left = this.#count(endpoint) - 1;
      if (left > 0) this.#inFlight.set(address, left);
      else this.#inFlight.delete(address);
    };
  }

  #count(endpoint: Endpoint): number {
    return this.#inFlight.get(addressOf(endpoint)) ?? 0;
  }
}
