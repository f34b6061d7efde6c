import { spawn } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { elsewhere, tiers, type Tier } from './tiers.ts';

interface Result {
  readonly tier: Tier;
  readonly seconds: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly ok: boolean;
  /** Why it was not run. */
  readonly notRun?: string;
}

/** Whether leaving something out is a failure. */
const everything = process.env['DM_TEST'] === 'all';

/** Root's programs and Go are found also where the PATH leaves them out. */
const usual = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/go/bin'];
const directories = [...(process.env['PATH'] ?? '').split(delimiter), ...usual];
const isThere = (program: string): boolean => directories.some((directory) => existsSync(join(directory, program)));

/** Runs one tier; its output goes through as it comes, and node's summary lines are counted. */
async function run(tier: Tier): Promise<Result> {
  console.log(`\n== ${tier.name}: ${tier.what}`);
  const reason = reasonNotToRun(tier);
  if (reason !== undefined) return notRun(tier, reason);
  const started = performance.now();
  const child = spawn(process.execPath, argumentsOf(tier), { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)));
  const counts = new Map<string, number>();
  for await (const line of createInterface({ input: child.stdout })) {
    console.log(line);
    const [, word = '', count] = /^ℹ (pass|fail|skipped|cancelled|todo) (\d+)$/.exec(line) ?? [];
    if (count !== undefined) counts.set(word, Number(count));
  }
  const seconds = (performance.now() - started) / 1000;
  return tier.kind === 'command'
    ? commandResult(tier, seconds, await exited)
    : testsResult(tier, seconds, await exited, counts);
}

function reasonNotToRun({ needs = [], root = false }: Tier): string | undefined {
  const missing = needs.filter((program) => !isThere(program));
  if (missing.length === 0) return root && process.getuid?.() !== 0 ? 'it needs root' : undefined;
  const from = new Set(missing.map((program) => elsewhere[program] ?? '"make machine" installs it'));
  return `this machine has no ${missing.join(' or ')}; ${[...from].join('; ')}`;
}

function notRun(tier: Tier, reason: string): Result {
  const why = `not run: ${reason}`;
  console.log(why);
  return { tier, seconds: 0, passed: 0, failed: everything ? 1 : 0, skipped: 1, ok: !everything, notRun: why };
}

const commandResult = (tier: Tier, seconds: number, code: number): Result => ({
  tier,
  seconds,
  skipped: 0,
  ok: code === 0,
  passed: code === 0 ? 1 : 0,
  failed: code === 0 ? 0 : 1,
});

/** A tier that ran no test has failed; so has one that left something out where everything was asked for. */
function testsResult(tier: Tier, seconds: number, code: number, counts: ReadonlyMap<string, number>): Result {
  const count = (...words: readonly string[]) => words.reduce((sum, word) => sum + (counts.get(word) ?? 0), 0);
  const passed = count('pass');
  const skipped = count('skipped', 'todo');
  const mayNotSkip = everything && skipped > 0;
  const ok = code === 0 && passed > 0 && !mayNotSkip;
  return { tier, seconds, passed, failed: Math.max(count('fail', 'cancelled'), ok ? 0 : 1), skipped, ok };
}

function argumentsOf(tier: Tier): readonly string[] {
  if (tier.kind === 'command') return tier.arguments;
  const files = tier.files.flatMap((pattern) => globSync(pattern)).toSorted();
  return ['--test', '--test-reporter=spec', `--test-concurrency=${tier.concurrency ?? 2}`, ...files];
}

function printSummary(results: readonly Result[], started: number): void {
  console.log('\n== summary');
  for (const { tier, seconds, ok, passed, failed, skipped, notRun: why } of results) {
    const counts = why ?? `${passed} passed, ${failed} failed, ${skipped} skipped`;
    const word = ok && why === undefined ? 'ok  ' : ok ? 'skip' : 'FAIL';
    console.log(`${word} ${tier.name.padEnd(12)} ${seconds.toFixed(1).padStart(7)} s  ${counts}`);
  }
  console.log(`total ${((performance.now() - started) / 1000).toFixed(1)} s on node ${process.version}`);
  const sum = (pick: (result: Result) => number) => results.reduce((total, result) => total + pick(result), 0);
  console.log(`${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed`);
}

const wanted = process.argv.slice(2);
const chosen = tiers.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const unknown = wanted.filter((name) => !tiers.some((tier) => tier.name === name));
if (unknown.length > 0) {
  console.error(`no such tier: ${unknown.join(', ')}. There are: ${tiers.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
const started = performance.now();
const results: Result[] = [];
for (const tier of chosen) results.push(await run(tier));
printSummary(results, started);
process.exit(results.every(({ ok }) => ok) ? 0 : 1);
