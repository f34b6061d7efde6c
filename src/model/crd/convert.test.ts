import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { z } from 'zod';
import { openApiSchema } from './convert.ts';
import type { OpenApiSchema } from './openapi.ts';
import { structural } from './structural.ts';

const word = z.string().max(9);
const rule = { rule: "self != 'x'", message: 'is x' };

const said: Record<string, { schema: z.ZodType; as: OpenApiSchema }> = {
  'a text with its bound and pattern': {
    schema: z.string().min(1).max(9).regex(/^a+$/),
    as: { type: 'string', pattern: '^a+$', minLength: 1, maxLength: 9 },
  },
  'a text whose pattern bounds it': {
    schema: z.string().regex(/^a$/).register(structural, { maxLength: 1 }),
    as: { type: 'string', pattern: '^a$', maxLength: 1 },
  },
  'a text that is made from another, and its bound with it': {
    schema: z.string().register(structural, { maxLength: 3 }).min(1).describe('short'),
    as: { description: 'short', type: 'string', minLength: 1, maxLength: 3 },
  },
  'what a parser makes of a text is not seen': {
    schema: word.transform((text) => text.length).register(structural, { rules: [rule] }),
    as: { type: 'string', maxLength: 9, 'x-kubernetes-validations': [rule] },
  },
  'a check in JavaScript that a rule repeats': {
    schema: word.refine((text) => text !== 'x').register(structural, { rules: [rule] }),
    as: { type: 'string', maxLength: 9, 'x-kubernetes-validations': [rule] },
  },
  'words of a list': { schema: z.enum(['a', 'b']), as: { type: 'string', enum: ['a', 'b'] } },
  'one word': { schema: z.literal('a'), as: { type: 'string', enum: ['a'] } },
  'a number from one on': {
    schema: z.number().int().positive(),
    as: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
  },
  'a list that is one value': {
    schema: z.array(word).max(3),
    as: { type: 'array', items: { type: 'string', maxLength: 9 }, maxItems: 3, 'x-kubernetes-list-type': 'atomic' },
  },
  'a list whose items are told apart': {
    schema: z
      .array(z.object({ type: word }))
      .max(3)
      .register(structural, { listKeys: ['type'] }),
    as: {
      type: 'array',
      items: { type: 'object', properties: { type: { type: 'string', maxLength: 9 } }, required: ['type'] },
      maxItems: 3,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['type'],
    },
  },
  'a map': {
    schema: z.record(z.string(), word).register(structural, { maxProperties: 3 }),
    as: { type: 'object', additionalProperties: { type: 'string', maxLength: 9 }, maxProperties: 3 },
  },
  'a field that may be left out, described, of one owner': {
    schema: z
      .object({ flag: z.boolean().exactOptional() })
      .describe('what it is')
      .register(structural, { atomic: true }),
    as: {
      description: 'what it is',
      type: 'object',
      properties: { flag: { type: 'boolean' } },
      'x-kubernetes-map-type': 'atomic',
    },
  },
  'shapes with fields of their own': {
    schema: z.union([z.object({ a: word, c: word }), z.object({ b: word, c: word })], 'one of a and b'),
    as: {
      type: 'object',
      properties: {
        a: { type: 'string', maxLength: 9 },
        c: { type: 'string', maxLength: 9 },
        b: { type: 'string', maxLength: 9 },
      },
      required: ['c'],
      'x-kubernetes-validations': [
        { rule: '(has(self.a) && !has(self.b)) || (!has(self.a) && has(self.b))', message: 'one of a and b' },
      ],
    },
  },
  'shapes that a word tells apart; a field that one may have is not asked of it': {
    schema: z.discriminatedUnion(
      'kind',
      [z.object({ kind: z.enum(['x', 'y']), a: word.exactOptional() }), z.object({ kind: z.literal('z') })],
      'has a kind',
    ),
    as: {
      type: 'object',
      properties: { kind: { type: 'string', enum: ['x', 'y', 'z'] }, a: { type: 'string', maxLength: 9 } },
      required: ['kind'],
      'x-kubernetes-validations': [
        { rule: "(self.kind in ['x', 'y']) || (self.kind == 'z' && !has(self.a))", message: 'has a kind' },
      ],
    },
  },
};

for (const [sentence, { schema, as }] of Object.entries(said)) {
  test(`said to an API server: ${sentence}`, () => assert.deepEqual(openApiSchema(schema), as));
}

const unspeakable: Record<string, { schema: z.ZodType; says: string }> = {
  'a text without a bound': { schema: z.string(), says: 'string without a bound' },
  'a list without a bound': { schema: z.array(word), says: 'array without a bound' },
  'a map without a bound': { schema: z.record(z.string(), word), says: 'object without a bound' },
  'a check in JavaScript alone': { schema: word.refine((text) => text !== 'x'), says: 'a check without a rule' },
  'a pattern that looks ahead': { schema: word.regex(/^(?!x)/), says: 'the pattern ^(?!x)' },
  'a pattern that refers back': { schema: word.regex(/^(x)\1$/), says: String.raw`the pattern ^(x)\1$` },
  'a text or a number': { schema: z.union([word, z.number()]), says: 'a union with string' },
  'anything at all': { schema: z.unknown(), says: 'unknown' },
  nothing: { schema: word.nullable(), says: 'nullable' },
  'one field of two kinds in two shapes': {
    schema: z.union([z.object({ a: word }), z.object({ a: z.boolean() })]),
    says: 'different fields',
  },
};

for (const [sentence, { schema, says }] of Object.entries(unspeakable)) {
  test(`not said to an API server: ${sentence}`, () =>
    assert.throws(
      () => openApiSchema(z.object({ field: schema })),
      (error) => error instanceof TypeError && error.message.startsWith('.field') && error.message.includes(says),
    ));
}
