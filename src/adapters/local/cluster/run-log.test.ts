import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { PodLogEntry, PodLogOptions } from '#ports/pod-logs.ts';
import { RunLog } from './run-log.ts';

/** A log with these lines, one a second. */
function logOf(...lines: readonly string[]): RunLog {
  let now = 0;
  const log = new RunLog({ now: () => (now += 1000) });
  for (const line of lines) log.add(line);
  return log;
}

const never = new AbortController().signal;
const read = (log: RunLog, options: Partial<PodLogOptions> = {}) =>
  log.read({ follow: false, signal: never, ...options });
const words = (entry: PodLogEntry): string => (entry.kind === 'line' ? entry.text : `dropped ${entry.lines}`);
async function allOf(entries: AsyncIterable<PodLogEntry>): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const entry of entries) all.push(words(entry));
  return all;
}

const cases: Record<string, { options: Partial<PodLogOptions>; lines: readonly string[] }> = {
  'everything that is kept': { options: {}, lines: ['a', 'b', 'c'] },
  'only the last lines': { options: { tailLines: 2 }, lines: ['b', 'c'] },
  'no line of before': { options: { tailLines: 0 }, lines: [] },
  'only what came after a moment': { options: { sinceTime: 1000 }, lines: ['b', 'c'] },
  'the last of what came after a moment': { options: { sinceTime: 1000, tailLines: 1 }, lines: ['c'] },
  'nothing once the reader has gone': { options: { signal: AbortSignal.abort() }, lines: [] },
};
for (const [sentence, { options, lines }] of Object.entries(cases)) {
  test(sentence, async () => assert.deepEqual(await allOf(read(logOf('a', 'b', 'c'), options)), lines));
}

test('who follows gets what is there and then what comes, each line once, until the run ends', async () => {
  const log = logOf('a', 'b');
  const entries = read(log, { follow: true, tailLines: 1 });
  assert.equal(words((await entries.next()).value!), 'b');
  log.add('c');
  log.add('d');
  log.end();
  assert.deepEqual(await allOf(entries), ['c', 'd']);
});

test('who follows a run that is over gets what is there', async () => {
  const log = logOf('a');
  log.end();
  assert.deepEqual(await allOf(read(log, { follow: true })), ['a']);
});

test('who stops following is forgotten', async () => {
  const log = logOf();
  const reader = new AbortController();
  const entries = read(log, { follow: true, signal: reader.signal });
  const next = entries.next();
  reader.abort();
  assert.deepEqual(await next, { value: undefined, done: true });
});

test('who is slow loses lines and is told how many; the container never waits', async () => {
  const log = logOf('a');
  const entries = read(log, { follow: true });
  await entries.next();
  for (let count = 1; count <= 12_000; count++) log.add(`line ${count}`);
  log.end();
  const rest = await allOf(entries);
  assert.deepEqual([rest[0], rest[1], rest.at(-1)], ['dropped 7000', 'line 7001', 'line 12000']);
});
