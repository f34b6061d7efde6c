import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { FieldSet } from '#lib/structured-merge/field-set.ts';
import type { Document } from './document.ts';
import { entriesOf, managersOf, writerId } from './managed-fields.ts';

const early = '2026-01-02T03:04:05Z';
const late = '2026-01-02T03:04:06Z';
const some: FieldSet = { 'f:spec': { 'f:a': {} } };
const other: FieldSet = { 'f:spec': { 'f:b': {} } };
const ids = {
  anna: writerId({ manager: 'anna', operation: 'Apply' }),
  bert: writerId({ manager: 'bert', operation: 'Apply' }),
  status: writerId({ manager: 'anna', operation: 'Update', subresource: 'status' }),
};

/** An object that anna applied early. */
const document: Document = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'a',
    uid: 'u',
    resourceVersion: '1',
    creationTimestamp: early,
    managedFields: [
      { manager: 'anna', operation: 'Apply', apiVersion: 'v1', time: early, fieldsType: 'FieldsV1', fieldsV1: some },
    ],
  },
};

const textOf = (...args: Parameters<typeof entriesOf>): readonly string[] =>
  entriesOf(...args).map(({ manager, operation, subresource, time = 'never', fieldsV1 }) =>
    [manager, operation, subresource, time, JSON.stringify(fieldsV1)].filter((word) => word !== undefined).join(' '),
  );

const cases: Record<string, { is: readonly string[]; entries: readonly string[] }> = {
  'who changed the object did so at that time': {
    is: textOf(document, new Map([[ids.anna, other]]), { by: ids.anna, at: late }),
    entries: [`anna Apply ${late} ${JSON.stringify(other)}`],
  },
  'who lost a field to another keeps the time': {
    is: textOf(
      document,
      new Map([
        [ids.anna, other],
        [ids.bert, some],
      ]),
      { by: ids.bert, at: late },
    ),
    entries: [`anna Apply ${early} ${JSON.stringify(other)}`, `bert Apply ${late} ${JSON.stringify(some)}`],
  },
  'who comes to own what is there changed nothing, at no time': {
    is: textOf(
      document,
      new Map([
        [ids.anna, some],
        [ids.bert, some],
      ]),
    ),
    entries: [`bert Apply never ${JSON.stringify(some)}`, `anna Apply ${early} ${JSON.stringify(some)}`],
  },
  'applies come before updates, then the older before the newer': {
    is: textOf(
      document,
      new Map([
        [ids.status, other],
        [ids.anna, some],
      ]),
      { by: ids.status, at: early },
    ),
    entries: [`anna Apply ${early} ${JSON.stringify(some)}`, `anna Update status ${early} ${JSON.stringify(other)}`],
  },
};

for (const [sentence, { is, entries }] of Object.entries(cases)) {
  test(sentence, () => assert.deepEqual(is, entries));
}

test('one name that applies and updates is two managers', () => {
  assert.deepEqual([...managersOf(document)], [[ids.anna, some]]);
  assert.equal(new Set(Object.values(ids)).size, 3);
});
