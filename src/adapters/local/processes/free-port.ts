import { createServer } from 'node:net';
import type { Random } from '#lib/random.ts';

/** Below the range from which Linux takes the ports of outgoing connections, so that none of them is in the way. */
const FIRST = 20_000;
const COUNT = 12_000;
const ATTEMPTS = 100;

/** Ports of the loopback interface that nothing listens on, none given twice while it is held. */
export class FreePorts {
  readonly #random: Random;
  readonly #held = new Set<number>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** Throws an error when there is none. */
  async take(): Promise<number> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const port = FIRST + Math.floor(this.#random() * COUNT);
      if (this.#held.has(port)) continue;
      this.#held.add(port);
      if (await isFree(port)) return port;
      this.#held.delete(port);
    }
    throw new Error(`found no free port from ${FIRST} to ${FIRST + COUNT - 1} in ${ATTEMPTS} attempts`);
  }

  release(port: number): void {
    this.#held.delete(port);
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port }, () => server.close(() => resolve(true)));
  });
}
