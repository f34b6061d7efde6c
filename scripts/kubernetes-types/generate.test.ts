import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { closureOf } from './closure.ts';
import { pathOf, type Description, type Schema } from './openapi.ts';
import { printTypes } from './print.ts';
import { wantedKinds } from './wanted.ts';

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const dungeon = { apiVersion: 'castle/v1', kind: 'Dungeon' };
const isDungeon = { 'x-kubernetes-group-version-kind': [{ group: 'castle', version: 'v1', kind: 'Dungeon' }] };

const describing = (schemas: Readonly<Record<string, Schema>>): Description => ({
  info: { version: '1.37' },
  components: { schemas },
});
const dungeonWith = (field: Schema, others: Readonly<Record<string, Schema>> = {}): Description =>
  describing({ 'io.castle.v1.Dungeon': { ...isDungeon, type: 'object', properties: { field } }, ...others });
const generated = (description: Description): string => printTypes(closureOf([dungeon], [description]), '1.37');

const types: Record<string, { field: Schema; type: string }> = {
  'a text': { field: { type: 'string', format: 'date-time' }, type: 'string' },
  'a whole number': { field: { type: 'integer', format: 'int32' }, type: 'number' },
  'any number': { field: { type: 'number' }, type: 'number' },
  'yes or no': { field: { type: 'boolean' }, type: 'boolean' },
  'words of a list, in one order': {
    field: { type: 'string', enum: ['b', 'a', "it's"] },
    type: String.raw`'a' | 'b' | 'it\'s'`,
  },
  'a number or a text': {
    field: { format: 'int-or-string', oneOf: [{ type: 'string' }, { type: 'integer' }] },
    type: 'number | string',
  },
  'a list': { field: { type: 'array', items: { type: 'string' } }, type: 'readonly string[]' },
  'a list of words': {
    field: { type: 'array', items: { type: 'string', enum: ['b', 'a'] } },
    type: "readonly ('a' | 'b')[]",
  },
  'a list of lists': {
    field: { type: 'array', items: { type: 'array', items: { type: 'string' } } },
    type: 'readonly (readonly string[])[]',
  },
  'a map': {
    field: { type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } },
    type: 'Readonly<Record<string, readonly string[]>>',
  },
  'an object of which nothing is said': { field: { type: 'object' }, type: 'Readonly<Record<string, unknown>>' },
  'something of which nothing is said': { field: {}, type: 'unknown' },
  'what is described elsewhere, once with a default': {
    field: { allOf: [reference('io.castle.v1.Dungeon')] },
    type: 'Dungeon',
  },
};

for (const [sentence, { field, type }] of Object.entries(types)) {
  test(`a type for ${sentence}`, () =>
    assert.ok(generated(dungeonWith(field)).endsWith(`{\n  readonly field?: ${type};\n}\n`), type));
}

test('the file has the wanted kinds with all that they are made of, and nothing else', () => {
  const description = describing({
    'io.castle.v1.Dungeon': {
      ...isDungeon,
      type: 'object',
      required: ['cells'],
      properties: {
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        cells: { type: 'array', items: reference('io.castle.v1.Cell') },
        'x-moat': { type: 'object', additionalProperties: reference('io.castle.meta.Depth') },
      },
    },
    'io.castle.v1.Cell': { type: 'object', properties: { parent: reference('io.castle.v1.Cell') } },
    'io.castle.meta.Depth': { oneOf: [{ type: 'string' }, { type: 'number' }] },
    'io.castle.v1.Tower': { type: 'object', properties: { height: { type: 'integer' } } },
  });
  assert.equal(
    generated(description),
    `// Made by "npm run kubernetes-types" from the OpenAPI description of a Kubernetes 1.37 API server: not to be changed by hand.

export interface OpenApiKinds {
  readonly Dungeon: Dungeon;
}

export interface Cell {
  readonly parent?: Cell;
}

export type Depth = number | string;

export interface Dungeon {
  readonly apiVersion: 'castle/v1';
  readonly kind: 'Dungeon';
  readonly cells: readonly Cell[];
  readonly 'x-moat'?: Readonly<Record<string, Depth>>;
}
`,
  );
});

const refused: Record<string, { description: Description; says: string }> = {
  'a kind that is not described': { description: describing({}), says: 'castle/v1 Dungeon is not described' },
  'a part that is not described': {
    description: dungeonWith(reference('io.castle.v1.Cell')),
    says: 'io.castle.v1.Cell is not described',
  },
  'a part of another document': { description: dungeonWith({ $ref: 'other.json' }), says: 'other.json is not in this' },
  'two parts of one short name': {
    description: dungeonWith(reference('io.moat.v1.Dungeon'), { 'io.moat.v1.Dungeon': { type: 'object' } }),
    says: 'io.castle.v1.Dungeon and io.moat.v1.Dungeon have one short name',
  },
  'several schemas at once': {
    description: dungeonWith({ allOf: [{ type: 'string' }, { type: 'object' }] }),
    says: 'allOf of 2 schemas',
  },
  'an object in an object': {
    description: dungeonWith({ type: 'object', properties: { x: { type: 'string' } } }),
    says: 'an object without a name: x',
  },
  'a type of another world': { description: dungeonWith({ type: 'null' }), says: 'the type null is not known' },
};

for (const [sentence, { description, says }] of Object.entries(refused)) {
  test(`no file is made of ${sentence}`, () =>
    assert.throws(
      () => generated(description),
      (error) => error instanceof TypeError && error.message.startsWith(says),
    ));
}

test('a kind is described where its group and version are', () => {
  assert.equal(pathOf({ apiVersion: 'v1', kind: 'Pod' }), '/openapi/v3/api/v1');
  assert.equal(pathOf({ apiVersion: 'apps/v1', kind: 'Deployment' }), '/openapi/v3/apis/apps/v1');
});

test('each kind is wanted once, and ours are none of Kubernetes', () => {
  const names = wantedKinds.map(({ kind }) => kind);
  assert.equal(new Set(names).size, names.length);
  assert.ok(names.includes('Deployment') && names.includes('NetworkPolicy'));
  assert.ok(!names.includes('Environment'));
});
