const began = performance.now();

/** Progress for people, who would otherwise wait for minutes without a word. */
export function tell(text: string): void {
  const since = Math.round((performance.now() - began) / 1000);
  process.stderr.write(`[${String(since).padStart(4)} s] ${text}\n`);
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
