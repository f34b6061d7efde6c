import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { fingerprintOf } from './fingerprint.ts';
import { answering, attempt, crashed, deleted, preview } from './worlds.testing.ts';

const same = fingerprintOf(preview({ status: answering }));

const others: Record<string, Parameters<typeof preview>[0]> = {
  'another verdict': { status: crashed },
  'another head that waits': { head: 'c', status: answering, waiting: { reason: 'ChecksPending', message: 'x' } },
  'another address': { status: { ...answering, url: 'http://elsewhere' } },
  'an end': { status: answering, metadata: deleted },
  'no status yet': {},
};

for (const [sentence, given] of Object.entries(others)) {
  test(`${sentence} is something to tell`, () => assert.notEqual(fingerprintOf(preview(given)), same));
}

const nothings: Record<string, Parameters<typeof preview>[0]> = {
  'a note of what was told': { status: { ...answering, reported: { fingerprint: same, closedThrough: 40 } } },
  'an observed generation': { status: { ...answering, observedGeneration: 8 } },
  'an older attempt': {
    status: { ...answering, attempts: [...(answering.attempts ?? []), attempt({ deploymentId: 40 })] },
  },
  'another resourceVersion': { status: answering, metadata: { resourceVersion: '8' } },
};

for (const [sentence, given] of Object.entries(nothings)) {
  test(`${sentence} is nothing to tell`, () => assert.equal(fingerprintOf(preview(given)), same));
}

test('a fingerprint has a fixed length, whatever the environment says', () => {
  const long = preview({ revision: null, waiting: { reason: 'ChecksFailed', message: 'x'.repeat(5_000) } });
  assert.match(fingerprintOf(long), /^[0-9a-f]{16}$/);
});

const said = (message: string) =>
  fingerprintOf(preview({ revision: null, waiting: { reason: 'ChecksFailed', message } }));

test('one letter makes another fingerprint', () => {
  const texts = Array.from({ length: 500 }, (_, index) => `failed: test-${index}`);
  assert.equal(new Set(texts.map(said)).size, texts.length);
});
