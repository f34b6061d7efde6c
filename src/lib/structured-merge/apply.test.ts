import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { apply, type Managed } from './apply.ts';
import { atomic, keyed, map, set, struct } from './field-type.ts';
import { pathsOf } from './field-set.ts';
import { pathText } from './path-element.ts';
import type { Fields } from './record.ts';
import { update } from './update.ts';

const type = struct({
  labels: map,
  tags: set,
  whole: atomic,
  part: struct({ inner: struct({}) }),
  items: keyed({ name: undefined, protocol: 'TCP' }, { env: keyed({ name: undefined }) }),
});

type Step =
  | { readonly by: string; readonly apply: Fields; readonly force?: boolean }
  | { readonly by: string; readonly update: Fields };

/** What became of an object, and who owns what, after some steps. */
function play(steps: readonly Step[]): { object: Fields; owners: Record<string, readonly string[]> } | string {
  let live: Managed = { object: {}, managers: new Map() };
  for (const step of steps) {
    if ('update' in step) {
      const change = { before: live.object, after: step.update };
      live = { object: step.update, managers: update(type, change, live.managers, step.by) };
      continue;
    }
    const result = apply(type, live, { manager: step.by, config: step.apply, force: step.force ?? true });
    if (result.kind === 'conflict') {
      const all = [...result.conflicts].map(([name, fields]) => `${name}: ${pathsOf(fields).map(pathText).join(' ')}`);
      return all.join('; ');
    }
    live = result;
  }
  const owners = [...live.managers].map(([name, fields]) => [name, pathsOf(fields).map(pathText)] as const);
  return { object: live.object, owners: Object.fromEntries(owners) };
}

const cases: Record<string, { steps: readonly Step[]; result: ReturnType<typeof play> }> = {
  'a map has an owner for each entry': {
    steps: [
      { by: 'a', apply: { labels: { x: '1', y: '1' } } },
      { by: 'b', apply: { labels: { y: '2', z: '2' } } },
    ],
    result: {
      object: { labels: { x: '1', y: '2', z: '2' } },
      owners: { a: ['.labels.x'], b: ['.labels.y', '.labels.z'] },
    },
  },
  'what is left out goes; a named field goes with the last that is in it': {
    steps: [
      { by: 'a', apply: { part: { inner: { x: 1 } }, labels: { x: '1' } } },
      { by: 'a', apply: { labels: { x: '1' } } },
    ],
    result: { object: { labels: { x: '1' } }, owners: { a: ['.labels.x'] } },
  },
  'an atomic value has one owner': {
    steps: [
      { by: 'a', apply: { whole: { x: 1, y: 1 } } },
      { by: 'b', apply: { whole: { y: 2 } } },
      { by: 'a', apply: {} },
    ],
    result: { object: { whole: { y: 2 } }, owners: { b: ['.whole'] } },
  },
  'a set has an owner for each value': {
    steps: [
      { by: 'a', apply: { tags: ['x', 'y'] } },
      { by: 'b', apply: { tags: ['y', 'z'] } },
      { by: 'a', apply: { tags: ['x'] } },
    ],
    result: {
      object: { tags: ['x', 'y', 'z'] },
      owners: { a: ['.tags[="x"]'], b: ['.tags[="y"]', '.tags[="z"]'] },
    },
  },
  'an item that lacks a key has its default': {
    steps: [
      { by: 'a', apply: { items: [{ name: 'x', size: 1 }] } },
      { by: 'b', apply: { items: [{ name: 'x', protocol: 'TCP', size: 2 }] } },
    ],
    result: {
      object: { items: [{ name: 'x', protocol: 'TCP', size: 2 }] },
      owners: {
        a: ['.items[name="x",protocol="TCP"]', '.items[name="x",protocol="TCP"].name'],
        b: ['', '.name', '.protocol', '.size'].map((field) => `.items[name="x",protocol="TCP"]${field}`),
      },
    },
  },
  'lists within items merge as well': {
    steps: [
      { by: 'a', apply: { items: [{ name: 'x', env: [{ name: 'A', value: 1 }] }] } },
      { by: 'b', apply: { items: [{ name: 'x', env: [{ name: 'B', value: 2 }] }] } },
      { by: 'a', apply: { items: [{ name: 'x' }] } },
    ],
    result: {
      object: { items: [{ name: 'x', env: [{ name: 'B', value: 2 }] }] },
      owners: {
        b: ['', '.name', '.env[name="B"]', '.env[name="B"].name', '.env[name="B"].value'].map(
          (field) => `.items[name="x",protocol="TCP"]${field}`,
        ),
        a: ['', '.name'].map((field) => `.items[name="x",protocol="TCP"]${field}`),
      },
    },
  },
  'without force, what another owns and wants otherwise is a conflict': {
    steps: [
      { by: 'a', apply: { labels: { x: '1' }, whole: { y: 1 } } },
      { by: 'b', apply: { labels: { x: '2' }, whole: { y: 1 } }, force: false },
    ],
    result: 'a: .labels.x',
  },
  'an update owns what it changed, and what it removed is nobody’s': {
    steps: [
      { by: 'a', apply: { labels: { x: '1', y: '1', z: '1' } } },
      { by: 'b', update: { labels: { x: '2', y: '1' } } },
    ],
    result: { object: { labels: { x: '2', y: '1' } }, owners: { a: ['.labels.y'], b: ['.labels.x'] } },
  },
  'what an update made is not removed by an apply that never had it': {
    steps: [
      { by: 'b', update: { labels: { x: '2' } } },
      { by: 'a', apply: { tags: ['t'] } },
      { by: 'a', apply: {} },
    ],
    result: { object: { labels: { x: '2' } }, owners: { b: ['.labels', '.labels.x'] } },
  },
};

for (const [sentence, { steps, result }] of Object.entries(cases)) {
  test(sentence, () => assert.deepEqual(play(steps), result));
}

test('an apply that changes nothing gives the very object', () => {
  const live: Managed = { object: { labels: { x: '1' }, items: [{ name: 'x' }] }, managers: new Map() };
  const result = apply(type, live, { manager: 'a', config: { items: [{ name: 'x' }] }, force: true });
  assert.ok(result.kind === 'applied');
  assert.equal(result.object, live.object);
});
