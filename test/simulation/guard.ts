const forbidden = ['setTimeout', 'setInterval', 'setImmediate', 'fetch'] as const;

/**
 * Takes real time, real randomness and real I/O away from everything in this process, so that what would make two runs
 * of a seed differ fails at once instead.
 */
export function forbidTheRealWorld(): void {
  for (const name of forbidden) Object.defineProperty(globalThis, name, { value: refuse(name), configurable: true });
  Date.now = refuse('Date.now');
  Math.random = refuse('Math.random');
  performance.now = refuse('performance.now');
}

const refuse = (name: string) => (): never => {
  throw new Error(`${name} was called inside the simulation: take it as an argument`);
};
