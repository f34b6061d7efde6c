import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { difference, intersection, pathsOf, union, type FieldSet } from './field-set.ts';
import { pathText } from './path-element.ts';

const none = undefined;
const leaf = {};
const a: FieldSet = { 'f:a': leaf };
const ab: FieldSet = { 'f:a': { 'f:b': leaf } };
/** `a` itself and `a.b`. */
const aAndAb: FieldSet = { 'f:a': { '.': leaf, 'f:b': leaf } };
const c: FieldSet = { 'f:c': leaf };

const cases: Record<string, { is: FieldSet | undefined; expected: FieldSet | undefined }> = {
  'a union has both': { is: union(a, c), expected: { 'f:a': leaf, 'f:c': leaf } },
  'a field and what is below it are two fields': { is: union(a, ab), expected: aAndAb },
  'a union with nothing is the other': { is: union(none, ab), expected: ab },
  'an intersection has what both have': { is: intersection(aAndAb, ab), expected: ab },
  'a field does not contain what is below it': { is: intersection(a, ab), expected: none },
  'a difference leaves what is below a field that it takes': { is: difference(aAndAb, a), expected: ab },
  'a difference leaves a field whose parts it takes': { is: difference(aAndAb, ab), expected: a },
  'a difference from itself is nothing': { is: difference(aAndAb, aAndAb), expected: none },
  'nothing less something is nothing': { is: difference(none, a), expected: none },
};

for (const [sentence, { is, expected }] of Object.entries(cases)) {
  test(sentence, () => assert.deepEqual(is, expected));
}

test('paths are told as Kubernetes tells them', () => {
  const set: FieldSet = {
    'f:metadata': { 'f:finalizers': { 'v:"a.b/c"': leaf } },
    'f:spec': { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { '.': leaf, 'f:name': leaf } } },
  };
  assert.deepEqual(
    pathsOf(set).map((path) => pathText(path)),
    [
      '.metadata.finalizers[="a.b/c"]',
      '.spec.ports[port=80,protocol="TCP"]',
      '.spec.ports[port=80,protocol="TCP"].name',
    ],
  );
});
