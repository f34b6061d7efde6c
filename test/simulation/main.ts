import { parseArgs } from 'node:util';
import { explain, missing, totals } from './summary.ts';
import type { Result } from './simulate.ts';
import { run, runAll, seedsFrom } from './workers.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    first: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    /** Prints the whole trace of the first seed. */
    trace: { type: 'boolean', default: false },
    /** Prints one object a line. */
    json: { type: 'boolean', default: false },
  },
});

/** Below this many histories it is chance whether everything occurs. */
const ENOUGH = 100;

const tell = (result: Result): void => {
  if (values.json) console.log(JSON.stringify({ ...result, trace: undefined, counts: undefined }));
  else if (result.violations.length > 0) process.stdout.write(explain(result));
  else console.log(`seed ${result.seed}: ${result.hash}`);
};

async function main(): Promise<boolean> {
  const begin = performance.now();
  const seeds = seedsFrom(Number(values.first), Number(values.seeds));
  if (values.trace) {
    const [result] = await run({ seeds: seeds.slice(0, 1), wholeTrace: true });
    if (result) process.stdout.write(explain(result));
    return result?.violations.length === 0;
  }
  const results = await runAll(seeds, Number(values.threads), tell);
  const broken = results.filter(({ violations }) => violations.length > 0).length;
  const absent = results.length >= ENOUGH ? missing(results) : [];
  const ms = Math.round(performance.now() - begin);
  const perMinute = Math.round((results.length * 60_000) / ms);
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  const ok = broken === 0 && absent.length === 0;
  if (values.json) {
    const counts = Object.fromEntries(totals(results));
    console.log(
      JSON.stringify({ ok, histories: results.length, broken, missing: absent, ms, perMinute, peakMb, counts }),
    );
    return ok;
  }
  for (const [name, count] of [...totals(results)].toSorted(([left], [right]) => left.localeCompare(right)))
    console.log(`${String(count).padStart(8)} ${name}`);
  for (const name of absent) console.log(`never occurred: ${name}`);
  console.log(
    `${results.length} histories, ${broken} broken, ${ms} ms, ${perMinute} a minute, ${peakMb} MB at the most`,
  );
  return ok;
}

process.exitCode = (await main()) ? 0 : 1;
