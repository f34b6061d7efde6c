import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { seededRandom, type Random } from '#lib/random.ts';
import { HOME_NAMESPACE, type Kind } from '#model/kinds.ts';
import type { ObjectKey, Objects } from '#ports/objects/objects.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import { deployment, lease, namespace } from '#ports/objects/samples.contract.ts';
import { createLocalObjects, type LocalObjects } from './objects.ts';

const clock = { now: () => 1_767_323_045_000 };
const HISTORIES = 40;
const WRITES = 40;

type Write = (objects: Objects) => Promise<unknown>;

/** One random write on a few objects, so that managers meet; the same write each time that it is done. */
function writeOf(random: Random): Write {
  const pick = <Item>(...items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const key = { name: pick('a', 'b'), namespace: pick(HOME_NAMESPACE, 'other') };
  const by = { fieldManager: pick('one', 'two'), force: pick(true, false) };
  const labels = pick({}, { x: pick('1', '2') }, { x: '1', y: '2' });
  const sentLease = lease(key, pick('us', 'them'), { labels, finalizers: pick([], ['test.dev/hold']) });
  const [A, B] = [
    { name: 'A', value: pick('1', '2') },
    { name: 'B', value: '1' },
  ];
  const sentDeployment = deployment(key, { env: pick([], [A], [B, A]) });
  const status = { replicas: pick(1, 2) };
  return pick<Write>(
    (objects) => objects.apply('Namespace', namespace('other', labels), by),
    (objects) => objects.apply('Lease', sentLease, by),
    (objects) => objects.apply('Deployment', sentDeployment, by),
    async (objects) =>
      objects.putStatus('Deployment', key, status, { ifVersion: await versionOf(objects, 'Deployment', key) }),
    async (objects) =>
      objects.removeFinalizer('Lease', key, 'test.dev/hold', { ifVersion: await versionOf(objects, 'Lease', key) }),
    async (objects) => objects.delete('Lease', key, { ifUid: await uidOf(objects, 'Lease', key) }),
    async (objects) => objects.delete('Namespace', other, { ifUid: await uidOf(objects, 'Namespace', other) }),
  );
}

const other = { name: 'other' };
const versionOf = async (objects: Objects, kind: Kind, key: ObjectKey) =>
  (await objects.get(kind, key))?.metadata.resourceVersion ?? 'none';
const uidOf = async (objects: Objects, kind: Kind, key: ObjectKey) =>
  (await objects.get(kind, key))?.metadata.uid ?? 'none';

const answerOf = (write: Write, objects: Objects): Promise<unknown> =>
  write(objects).catch((error: unknown) => {
    if (error instanceof ObjectsError) return `${error.code}: ${error.message}`;
    throw error;
  });

/** A store that is written to disk and read again before everything it does. */
class Restored {
  readonly #random = seededRandom(1);
  #objects = createLocalObjects({ clock, random: this.#random });

  next(): LocalObjects {
    const text = JSON.stringify(this.#objects.snapshot());
    const snapshot = JSON.parse(text) as ReturnType<LocalObjects['snapshot']>;
    this.#objects = createLocalObjects({ clock, random: this.#random, snapshot });
    return this.#objects;
  }
}

test('a store that is restored from JSON before every write answers as one that never stopped', async () => {
  for (let seed = 1; seed <= HISTORIES; seed++) {
    const random = seededRandom(seed);
    const lasting = createLocalObjects({ clock, random: seededRandom(1) });
    const restored = new Restored();
    for (let count = 1; count <= WRITES; count++) {
      const write = writeOf(random);
      const answers = [await answerOf(write, lasting), await answerOf(write, restored.next())];
      assert.deepEqual(answers[1], answers[0], `seed ${seed}, write ${count}`);
    }
    assert.deepEqual(restored.next().snapshot(), lasting.snapshot(), `seed ${seed}`);
  }
});
