import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { atomic, keyed, map, struct, type FieldType } from '#lib/structured-merge/field-type.ts';
import { schemas } from '#model/schemas.ts';
import { definitionOf } from './definitions.ts';
import type { OpenApiSchema } from './openapi.ts';
import { ownKinds, type OwnKind } from './own-kinds.ts';

/** How an API server merges a field by what it is told of it ("Server-Side Apply", "Merge strategy"). */
function mergeOf(schema: OpenApiSchema): FieldType | undefined {
  const keys = schema['x-kubernetes-list-map-keys'];
  if (keys) return keyed(Object.fromEntries(keys.map((key) => [key, undefined])), fieldsOf(schema.items));
  if (schema.type !== 'object') return undefined;
  if (schema['x-kubernetes-map-type'] === 'atomic') return atomic;
  return schema.additionalProperties ? map : struct(fieldsOf(schema));
}

const fieldsOf = (schema: OpenApiSchema | undefined): Record<string, FieldType> =>
  Object.fromEntries(
    Object.entries(schema?.properties ?? {}).flatMap(([name, field]) => {
      const type = mergeOf(field);
      return type ? [[name, type]] : [];
    }),
  );

/** What our own merge does, without the metadata, which is the API server's. */
function ours(kind: OwnKind): FieldType {
  const type = schemas[kind];
  assert.equal(type.kind, 'struct');
  const { metadata: _servers, ...fields } = type.kind === 'struct' ? type.fields : {};
  return struct(fields);
}

function told(kind: OwnKind): FieldType {
  const root = definitionOf(kind).spec.versions[0]?.schema.openAPIV3Schema;
  const { metadata: _servers, ...fields } = fieldsOf(root);
  return struct(fields);
}

for (const kind of ownKinds) {
  test(`${kind} merges on an API server as it does in local mode`, () => assert.deepEqual(told(kind), ours(kind)));
}

test('the comparison tells one value from several, and several from a list with keys', () => {
  const status: OpenApiSchema = { type: 'object', properties: {} };
  assert.deepEqual(mergeOf({ ...status, 'x-kubernetes-map-type': 'atomic' }), atomic);
  assert.deepEqual(mergeOf(status), struct({}));
  assert.deepEqual(mergeOf({ type: 'array', 'x-kubernetes-list-map-keys': ['type'] }), keyed({ type: undefined }));
});
