import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { hintsOf } from '#apps/function/hints.ts';
import { silentLog, type Log } from '#ports/log.ts';
import { send, startEdge } from './edge.testing.ts';

const corpus = z.array(z.object({ name: z.string(), examples: z.array(z.looseObject({})) }));
const file = fileURLToPath(import.meta.resolve('@octokit/webhooks-examples/api.github.com/index.json'));
const events = corpus.parse(JSON.parse(readFileSync(file, 'utf8')));

const examples = events.flatMap(({ name, examples: found }) => found.map((example) => ({ name, example })));

const one = ['pullRequest'];
const checked = ['branch', 'commit', 'pullRequest'];
/** Their examples name no pull request. */
const checkedAlone = ['branch', 'commit'];
/** What the examples of our events hint at, by event and action; an empty list is ignored. */
const expected: Record<string, readonly string[]> = {
  'check_run completed': checked,
  'check_run created': checked,
  'check_run requested_action': [],
  'check_run rerequested': checkedAlone,
  'check_suite completed': checked,
  'check_suite requested': checkedAlone,
  'check_suite rerequested': checked,
  'pull_request assigned': [],
  'pull_request closed': one,
  'pull_request converted_to_draft': one,
  'pull_request labeled': one,
  'pull_request locked': [],
  'pull_request opened': one,
  'pull_request ready_for_review': one,
  'pull_request reopened': one,
  'pull_request review_request_removed': [],
  'pull_request review_requested': [],
  'pull_request synchronize': one,
  'pull_request unassigned': [],
  'pull_request unlabeled': one,
  'pull_request unlocked': [],
  push: ['branch'],
  status: ['branch', 'commit'],
};
const ours = new Set(Object.keys(expected).map((key) => key.split(' ')[0] ?? ''));

const answered = z.union([
  z.strictObject({ accepted: z.number().int().positive() }),
  z.strictObject({ ignored: z.string().min(1) }),
]);

test('all 329 real payloads, signed, are accepted or ignored with a reason; those of our events hint at the right things', async (context) => {
  assert.equal(examples.length, 329, 'the corpus has changed: look at what is new');
  const failures: string[] = [];
  const log: Log = { ...silentLog, error: (event) => failures.push(event), warn: (event) => failures.push(event) };
  const edge = await startEdge(context, { log });
  const kinds = new Map<string, Set<string>>();
  for (const [index, { name, example }] of examples.entries()) {
    const woken = edge.woken.length;
    const given = { 'x-github-event': name, 'x-github-delivery': `example-${index}` };
    const answer = await send(edge, JSON.stringify(example), given);
    const body = answered.parse(JSON.parse(answer.body));
    assert.equal(answer.status, 'accepted' in body ? 202 : 200, name);
    const hints = edge.woken.slice(woken);
    assert.equal('accepted' in body ? body.accepted : 0, hints.length, name);
    const action = typeof example['action'] === 'string' ? ` ${example['action']}` : '';
    const seen = kinds.get(name + action) ?? new Set();
    kinds.set(name + action, new Set([...seen, ...hints.map(({ kind }) => kind)]));
  }
  const seen = [...kinds].filter(([key]) => ours.has(key.split(' ')[0] ?? ''));
  assert.deepEqual(Object.fromEntries(seen.map(([key, found]) => [key, [...found].toSorted()])), expected);
  const others = [...kinds].filter(([key, found]) => !ours.has(key.split(' ')[0] ?? '') && found.size > 0);
  assert.deepEqual(others, [], 'other events hint at nothing');
  assert.deepEqual(failures, []);
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
  const seen = new Map<string, number>();
  for (const { name, examples: found } of events.filter((event) => ours.has(event.name))) {
    for (const payload of damaged(found[0] ?? {})) {
      const { kind } = hintsOf(name, payload);
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
    }
  }
  assert.ok((seen.get('malformed') ?? 0) > 50, `some had to be refused, but: ${JSON.stringify([...seen])}`);
});
