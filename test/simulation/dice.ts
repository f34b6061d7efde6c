import type { Random } from '#lib/random.ts';

/** Draws from one generator in words. */
export class Dice {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  /** A number in [low, high). */
  between(low: number, high: number): number {
    return low + this.#random() * (high - low);
  }

  /** Mostly short, seldom long: exponential with this mean, at most ten times the mean. */
  around(mean: number): number {
    return Math.min(10 * mean, -Math.log(1 - this.#random()) * mean);
  }

  /** One of them, or undefined when there are none. */
  pick<Item>(items: readonly Item[]): Item | undefined {
    return items[Math.floor(this.#random() * items.length)];
  }

  /** One key by its weight. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const names = Object.keys(weights) as Name[];
    const total = names.reduce((sum, name) => sum + weights[name], 0);
    let left = this.#random() * total;
    for (const name of names) {
      left -= weights[name];
      if (left < 0) return name;
    }
    throw new Error('no weights');
  }
}
