import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { FieldType } from '#lib/structured-merge/field-type.ts';
import { render } from '#features/environment/render/render.ts';
import type { EnvironmentSpec } from '#model/environment.ts';
import { previewName } from '#model/ids.ts';
import type { Kind } from '#model/kinds.ts';
import { revision, shop } from '#model/samples.testing.ts';
import { schemas } from '#model/schemas.ts';
import { compareWith, type Answer } from './server-side-apply/comparison.ts';
import type { History } from './server-side-apply/histories.ts';

const read = (name: string) => readFileSync(new URL(`server-side-apply/${name}`, import.meta.url), 'utf8');
const lines = read('recorded.jsonl').trim().split('\n');
/** By kind and path, as Kubernetes 1.37 describes them. */
const description = JSON.parse(read('description.json')) as Record<string, Record<string, string>>;

test('our merge answers as structured-merge-diff did, history by history', () => {
  assert.ok(lines.length >= 100, `${lines.length} histories`);
  for (const line of lines) {
    const { history, answer } = JSON.parse(line) as { history: History; answer: Answer };
    const ours = compareWith(history, answer);
    if (ours) assert.deepEqual(ours, answer, JSON.stringify(history));
  }
});

for (const [kind, described] of Object.entries(description)) {
  test(`the fields of ${kind} merge as Kubernetes describes them`, () => {
    const ours = typesOf(schemas[kind as Kind]);
    const theirs = ours.map(([path]) => [path, described[path]]);
    assert.deepEqual(ours, theirs);
  });
}

test('whatever we send to Kubernetes, our types know each list that has keys and each map that is one value', () => {
  const isolation = { egress: [{ cidr: '0.0.0.0/0', ports: [443] }] };
  const spec = { application: shop, isolation } as unknown as EnvironmentSpec;
  const { namespace, parts } = render(previewName(shop, 12), spec, revision('a', 1), { hasPullSecret: true });
  for (const object of [namespace, ...parts]) {
    const ours = new Map(typesOf(schemas[object.kind]));
    for (const path of pathsIn(object)) {
      assert.equal(ours.get(path), description[object.kind]?.[path], `${object.kind} ${path}`);
    }
  }
});

test('the description is that of lists with keys, sets and atomic maps', () => {
  assert.equal(description['Deployment']?.['.spec.template.spec.containers[].ports'], 'containerPort protocol');
  assert.equal(description['Service']?.['.spec.selector'], 'atomic');
  assert.equal(description['NetworkPolicy']?.['.spec.podSelector'], 'atomic');
  assert.equal(description['Lease']?.['.metadata.finalizers'], 'set');
});

/** The paths of all fields of an object that are no scalars; apart from the data's own names. */
function pathsIn(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((item) => pathsIn(item, `${path}[]`))];
  if (typeof value !== 'object' || value === null) return [];
  return [path, ...Object.entries(value).flatMap(([name, field]) => pathsIn(field, `${path}.${name}`))];
}

/** Every field of a type that is no scalar and no atomic list, in the description's words. */
function typesOf(type: FieldType, path = ''): readonly (readonly [string, string])[] {
  switch (type.kind) {
    case 'struct': {
      const below = Object.entries(type.fields).flatMap(([name, field]) => typesOf(field, `${path}.${name}`));
      return [[path, 'struct'], ...below];
    }
    case 'keyed':
      return [[path, Object.keys(type.keys).join(' ')], ...typesOf(type.items, `${path}[]`)];
    case 'map':
    case 'atomic':
    case 'set':
      return [[path, type.kind]];
  }
}
