import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as preview from '#features/deliver/preview/rules.ts';
import * as stage from '#features/deliver/stage/rules.ts';
import { reasonsForFailure } from '#features/environment/rules.ts';

const page = readFileSync(new URL('../../../docs/reference/reasons.md', import.meta.url), 'utf8');

test('the page of reasons has every reason to wait, in the order of the rules', () => {
  const reasons = [...new Set(preview.previewReasonsToWait.map(({ reason }) => reason))];
  const places = reasons.map((reason) => page.indexOf(`\`${reason}\``));
  assert.ok(!places.includes(-1), `missing: ${reasons.filter((_, index) => places[index] === -1).join(', ')}`);
  assert.deepEqual(
    places,
    places.toSorted((left, right) => left - right),
  );
});

test('the page of reasons has every reason to read again or to stop', () => {
  const rules = [
    ...preview.reasonsToDiscard,
    ...preview.reasonsToStop,
    ...stage.reasonsToDiscard,
    ...stage.reasonsToStop,
  ];
  for (const { reason } of rules) assert.ok(page.includes(`\`${reason}\``), reason);
});

test('the page of reasons has every reason for a failure', () => {
  for (const { reason } of reasonsForFailure) assert.ok(page.includes(`\`${reason}\``), reason);
});
