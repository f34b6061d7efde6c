import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { ManagedFieldsEntry } from '#model/kubernetes/meta.ts';
import { withFieldsOf } from './managed-fields.ts';

const entry = (manager: string, fieldsV1: ManagedFieldsEntry['fieldsV1'] = { 'f:data': {} }): ManagedFieldsEntry => ({
  manager,
  operation: 'Apply',
  apiVersion: 'v1',
  fieldsType: 'FieldsV1',
  fieldsV1,
});

const object = (...managedFields: readonly ManagedFieldsEntry[]) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', labels: { app: 'shop' }, ...(managedFields.length > 0 && { managedFields }) },
});

const cases: Record<string, { managers: readonly string[]; kept: readonly string[] | undefined }> = {
  'whose fields nobody reads is left out': { managers: ['y'], kept: ['y'] },
  'the order stays': { managers: ['y', 'x'], kept: ['x', 'y'] },
  'where nothing is left there is nothing': { managers: ['z'], kept: undefined },
  'where nobody reads it there is nothing': { managers: [], kept: undefined },
};
for (const [sentence, { managers, kept }] of Object.entries(cases)) {
  test(sentence, () => {
    const { metadata } = withFieldsOf(managers, object(entry('x'), entry('y')));
    assert.deepEqual(
      metadata.managedFields?.map(({ manager }) => manager),
      kept,
    );
    assert.equal('managedFields' in metadata, kept !== undefined);
  });
}

test('an object of which nobody owns anything is given back', () => {
  const given = object();
  assert.equal(withFieldsOf(['x'], given), given);
});

test('the object that was given stays as it was, and what is left of it is shared', () => {
  const given = object(entry('x'), entry('y'));
  const found = withFieldsOf(['x'], given);
  assert.equal(given.metadata.managedFields?.length, 2);
  assert.equal(found.metadata.labels, given.metadata.labels);
});

const keptOf = (fields: ManagedFieldsEntry['fieldsV1']) =>
  withFieldsOf(['x'], object(entry('x', fields))).metadata.managedFields?.[0]?.fieldsV1;

test('equal fields of two objects are kept once, and others are not', () => {
  assert.equal(keptOf({ 'f:spec': {} }), keptOf({ 'f:spec': {} }));
  assert.deepEqual(keptOf({ 'f:spec': { 'f:replicas': {} } }), { 'f:spec': { 'f:replicas': {} } });
});
