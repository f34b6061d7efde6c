import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Fields } from '#lib/structured-merge/record.ts';
import { accepted, preview, pullRequest, refused, registration, request, stage, type Sent } from './objects.testing.ts';
import { isOwnKind } from './own-kinds.ts';
import { parseObject } from './parse.ts';

const server = { uid: 'u', resourceVersion: '7', generation: 1, creationTimestamp: '2026-11-23T10:00:00Z' };
const stored = (object: Sent) => ({ ...object, metadata: { ...server, ...object.metadata } });
const read = (object: Sent) => parseObject(object.kind, stored(object));

for (const [sentence, object] of Object.entries(accepted)) {
  test(`read as it is: ${sentence}`, () => assert.deepEqual(read(object), { ok: true, object: stored(object) }));
}

for (const [sentence, { object, where }] of Object.entries(refused)) {
  test(`not read: ${sentence}`, () => {
    const parsed = read(object);
    assert.ok(!parsed.ok);
    assert.deepEqual([parsed.name, parsed.namespace], [object.metadata.name, 'dungeon-master']);
    const { name } = object.metadata;
    const start = `${object.kind} dungeon-master/${name} is not valid: ${where}`;
    assert.equal(parsed.error.message.slice(0, start.length), start);
  });
}

const messages: Record<string, { object: unknown; says: string }> = {
  'what is wrong with the shape that it has is said, not what the other shape lacks': {
    object: stored(preview({ pullRequest: { ...pullRequest, number: -1 } })),
    says: 'Environment dungeon-master/shop-pr-12 is not valid: spec.pullRequest.number: Too small: expected number to be >0',
  },
  'where two shapes are as near, the rule is said': {
    object: stored(preview({ stage })),
    says: 'Environment dungeon-master/shop-pr-12 is not valid: spec: must have exactly one of pullRequest and stage',
  },
  'several problems are counted': {
    object: stored(preview({ application: 'Shop', rulesVersion: 'x', repository: {} })),
    says: 'Environment dungeon-master/shop-pr-12 is not valid: spec.application: must be lower-case letters, digits and "-", begin with a letter and not end with "-" (and 3 more)',
  },
  'an object without metadata has no name': {
    object: { kind: 'Environment' },
    says: 'Environment (without a name) is not valid: apiVersion: Invalid input: expected "dungeonmaster.dev/v1alpha1" (and 2 more)',
  },
  'what is no object has no name either': {
    object: null,
    says: 'Environment (without a name) is not valid: Invalid input: expected object, received null',
  },
  'an object of another kind is not ours': {
    object: stored(registration()),
    says: 'Environment dungeon-master/shop is not valid: kind: Invalid input: expected "Environment" (and 1 more)',
  },
};

for (const [sentence, { object, says }] of Object.entries(messages)) {
  test(sentence, () => {
    const parsed = parseObject('Environment', object);
    assert.equal(parsed.ok ? 'it was read' : parsed.error.message, says);
  });
}

test('the error says whose fault it is and what to do', () => {
  const parsed = parseObject('ActRequest', undefined);
  assert.ok(!parsed.ok);
  assert.equal(parsed.error.code, 'ObjectInvalid');
  assert.equal(parsed.error.source, 'system');
  assert.match(parsed.error.next ?? '', /custom resource definitions/);
});

const more = (fields: Fields): Fields => ({ ...fields, newer: { deep: [1] } });

test('what a newer version added is left out, wherever it is', () => {
  const object = stored(request());
  const newer = {
    ...more(object),
    metadata: more(object.metadata),
    spec: more({ ...object.spec, by: more({ login: 'ana' }) }),
  };
  assert.deepEqual(parseObject('ActRequest', newer), { ok: true, object });
});

test('the kinds of Kubernetes are not ours', () => {
  assert.equal(isOwnKind('Environment'), true);
  assert.equal(isOwnKind('Pod'), false);
  assert.equal(isOwnKind('toString'), false);
});
