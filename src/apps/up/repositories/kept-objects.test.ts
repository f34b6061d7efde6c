import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { createLocalObjects, type LocalObjects } from '#adapters/local/objects/objects.ts';
import { manualTimers, settle } from '#ports/manual-timers.testing.ts';
import { seededRandom } from '#lib/random.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import { silentLog, type Log } from '#ports/log.ts';
import { lease } from '#ports/objects/samples.contract.ts';
import { keepObjects, loadObjects } from './kept-objects.ts';
import { memoryState, type MemoryState } from './memory-state.testing.ts';

const FILE = 'objects.json';
const EVERY_MS = 250;
const clock = { now: () => 1_767_323_045_000 };
const newObjects = (): LocalObjects => createLocalObjects({ clock, random: seededRandom(1) });
const put = (objects: LocalObjects, name: string) =>
  objects.apply('Lease', lease({ name, namespace: HOME_NAMESPACE }, 'us'), { fieldManager: 'test' });

function keep(state: MemoryState, log: Log = silentLog) {
  const objects = newObjects();
  const timers = manualTimers();
  const stop = keepObjects(objects, state, timers, log);
  const pass = async (): Promise<void> => {
    timers.advance(EVERY_MS);
    await settle();
  };
  return { objects, timers, stop, pass };
}

const namesIn = async (state: MemoryState): Promise<readonly string[] | undefined> =>
  (await loadObjects(state))?.entries.flatMap(({ kind, document }) =>
    kind === 'Lease' ? [document.metadata.name] : [],
  );

test('objects are written when they have changed, and only then', async () => {
  const state = memoryState();
  const { objects, stop, pass } = keep(state);
  await settle();
  const atFirst = state.writes.length;
  await pass();
  await pass();
  assert.equal(state.writes.length, atFirst, 'nothing changed');
  await put(objects, 'one');
  await put(objects, 'other');
  await pass();
  assert.equal(state.writes.length, atFirst + 1, 'two changes in one moment are one write');
  assert.deepEqual(await namesIn(state), ['one', 'other']);
  await stop();
});

test('what changed since the last write is written at the end, and nothing after it', async () => {
  const state = memoryState();
  const { objects, timers, stop } = keep(state);
  await settle();
  await put(objects, 'late');
  await stop();
  assert.deepEqual(await namesIn(state), ['late']);
  assert.equal(timers.pending(), 0, 'nothing waits any more');
});

test('the end waits for a write that goes on', async () => {
  const whole = memoryState();
  const gate = Promise.withResolvers<void>();
  const write: MemoryState['write'] = async (name, value) => {
    await gate.promise;
    await whole.write(name, value);
  };
  const { stop } = keep({ ...whole, write });
  let ended = false;
  const stopping = stop().then(() => (ended = true));
  await settle();
  assert.equal(ended, false);
  gate.resolve();
  await stopping;
  assert.deepEqual(whole.writes, [FILE]);
});

test('what could not be written is said, and tried again', async () => {
  const whole = memoryState();
  const said: string[] = [];
  let full = true;
  const write: MemoryState['write'] = async (name, value) => {
    if (full) throw new Error('no space left on device');
    await whole.write(name, value);
  };
  const log = { ...silentLog, warn: (event: string) => void said.push(event) };
  const { objects, stop, pass } = keep({ ...whole, write }, log);
  await put(objects, 'one');
  await settle();
  assert.deepEqual(said, ['objects-not-kept']);
  full = false;
  await pass();
  assert.deepEqual(await namesIn(whole), ['one']);
  await stop();
});

test('a store made of what was kept goes on where the other one ended', async () => {
  const state = memoryState();
  const { objects, stop } = keep(state);
  await put(objects, 'one');
  await stop();
  const snapshot = await loadObjects(state);
  assert.ok(snapshot);
  assert.deepEqual(snapshot, objects.snapshot());
  const next = createLocalObjects({ clock, random: seededRandom(2), snapshot });
  assert.equal((await next.list('Lease', { namespace: HOME_NAMESPACE })).items.length, 1);
});

const slice = { kind: 'EndpointSlice', document: { metadata: { name: 'slice', namespace: 'shop' } } };
const pod = { kind: 'Pod', document: { metadata: { name: 'pod', namespace: 'shop' } } };
const ready = { ...pod, document: { ...pod.document, status: { phase: 'Running' } } };
const snapshot = { revision: 7, entries: [slice, pod] };
const loaded: Record<string, { kept: unknown; is: unknown }> = {
  'addresses are left out: somebody else may listen there now': {
    kept: { format: 1, snapshot },
    is: { revision: 7, entries: [pod] },
  },
  'no pod is ready: its process has ended': {
    kept: { format: 1, snapshot: { revision: 7, entries: [ready] } },
    is: { revision: 7, entries: [pod] },
  },
  'another format is left out': { kept: { format: 2, snapshot }, is: undefined },
  'no format is left out': { kept: { snapshot }, is: undefined },
  'a file without a snapshot is left out': { kept: { format: 1 }, is: undefined },
  'anything else is left out': { kept: 'objects', is: undefined },
  'nothing is left out too': { kept: null, is: undefined },
};
for (const [sentence, { kept, is }] of Object.entries(loaded)) {
  test(`of what was kept, ${sentence}`, async () =>
    assert.deepEqual(await loadObjects(memoryState({ [FILE]: kept })), is));
}

test('where nothing was kept there is nothing', async () => assert.equal(await loadObjects(memoryState()), undefined));
