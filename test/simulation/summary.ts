import { laws } from './laws/laws.ts';
import type { LawName } from './laws/law.ts';
import { mustOccur, type Result } from './simulate.ts';

/** How often each thing occurred over all histories. */
export function totals(results: readonly Result[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { counts } of results) {
    for (const [name, count] of Object.entries(counts)) sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return sums;
}

/** What should have occurred and did not. */
export const missing = (results: readonly Result[]): readonly string[] => {
  const found = totals(results);
  return mustOccur.filter((name) => !found.has(name));
};

const others: Readonly<Partial<Record<LawName, string>>> = {
  'law 4': 'every record has its verdict, once',
  rest: 'what runs, and what GitHub shows, is what GitHub says',
};

/** A failing seed for people: what was broken, the end of its trace, and how to see it again. */
export function explain({ seed, violations, trace }: Result): string {
  const broken = violations.map(({ law, at, what }) => {
    const sentence = laws.find(({ name }) => name === law)?.sentence ?? others[law] ?? '';
    return `seed ${seed}: ${law} (${sentence}) at ${new Date(at).toISOString().slice(11, 23)}: ${what}`;
  });
  return `${trace}${broken.join('\n')}\nagain: make simulate SEEDS=1 SEED=${seed}\n`;
}
