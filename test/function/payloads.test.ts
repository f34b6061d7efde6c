import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { hintsOf } from '#apps/function/hints.ts';

const corpus = z.array(z.object({ name: z.string(), examples: z.array(z.looseObject({})) }));
const file = fileURLToPath(import.meta.resolve('@octokit/webhooks-examples/api.github.com/index.json'));
const events = corpus.parse(JSON.parse(readFileSync(file, 'utf8')));

const outcomes = events.flatMap(({ name, examples }) =>
  examples.map((example) => ({ name, hints: hintsOf(name, example) })),
);

test('every example of the corpus of real payloads is read', () => {
  assert.equal(outcomes.length, 329);
  assert.deepEqual(
    outcomes.filter(({ hints }) => hints.kind === 'malformed'),
    [],
  );
});

test('the events that concern us give hints', () => {
  const hinting = outcomes.filter(({ hints }) => hints.kind === 'hints').map(({ name }) => name);
  assert.deepEqual([...new Set(hinting)].toSorted(), ['check_run', 'check_suite', 'pull_request', 'push', 'status']);
});

/** Every field of every example taken away or replaced, one at a time, down to the third level. */
function* damaged(example: object, depth = 3): Generator<object> {
  for (const [key, value] of Object.entries(example)) {
    const { [key]: _gone, ...rest } = z.record(z.string(), z.unknown()).parse(example);
    yield rest;
    for (const other of [null, -1, 'x', [], {}, true]) yield { ...rest, [key]: other };
    if (depth === 1 || typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    for (const inner of damaged(value, depth - 1)) yield { ...rest, [key]: inner };
  }
}

test('a payload damaged anywhere is refused by name or read, and never a crash', () => {
  const ours = new Set(['check_run', 'check_suite', 'pull_request', 'push', 'status']);
  const seen = new Map<string, number>();
  for (const { name, examples } of events.filter((event) => ours.has(event.name))) {
    for (const payload of damaged(examples[0] ?? {})) {
      const { kind } = hintsOf(name, payload);
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
    }
  }
  assert.ok((seen.get('malformed') ?? 0) > 50, `some had to be refused, but: ${JSON.stringify([...seen])}`);
});
