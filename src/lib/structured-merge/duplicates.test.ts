import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { duplicateIn } from './duplicates.ts';
import { pathText } from './path-element.ts';
import { atomic, keyed, set, struct } from './field-type.ts';

const type = struct({
  tags: set,
  whole: atomic,
  ports: keyed({ port: undefined, protocol: 'TCP' }, { env: keyed({ name: undefined }) }),
});

const cases: Record<string, { given: object; duplicate: string | undefined }> = {
  'items that differ in one key are two': {
    given: { ports: [{ port: 80 }, { port: 80, protocol: 'UDP' }] },
    duplicate: undefined,
  },
  'an item that lacks a key has its default': {
    given: { ports: [{ port: 80 }, { port: 80, protocol: 'TCP' }] },
    duplicate: '.ports[port=80,protocol="TCP"]',
  },
  'a value is in a set once': { given: { tags: ['a', 'b', 'a'] }, duplicate: '.tags[="a"]' },
  'a list that is one value may repeat itself': { given: { whole: ['a', 'a'], other: [1, 1] }, duplicate: undefined },
  'lists within items are looked into': {
    given: { ports: [{ port: 80, env: [{ name: 'A' }, { name: 'A' }] }] },
    duplicate: '.ports[port=80,protocol="TCP"].env[name="A"]',
  },
};

for (const [sentence, { given, duplicate }] of Object.entries(cases)) {
  test(sentence, () => {
    const path = duplicateIn(type, given);
    assert.equal(path && pathText(path), duplicate);
  });
}
