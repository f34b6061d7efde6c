import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { seededRandom } from '#lib/random.ts';
import { silentLog } from '#ports/log.ts';
import type { Objects } from '#ports/objects/objects.ts';
import { createVirtualTime } from '#test/virtual-time.ts';
import { namespace, ScriptedObjects } from './objects.testing.ts';
import { added, expired, modified, scripted, unavailable } from './watch-cache.testing.ts';
import { WatchCache } from './watch-cache.ts';

const MINUTE = 60_000;

test('a handler that throws is logged, and takes nothing from the others', async (context) => {
  const { time, objects, cache, start, told, known, lines } = scripted(context);
  cache.onChange(() => {
    throw new Error('a mistake');
  });
  const after: string[] = [];
  cache.onChange(({ metadata }) => void after.push(metadata.name));
  await start();
  objects.last.emit(added('a', '6'), added('b', '7'));
  await time.advance(0);
  assert.deepEqual(
    [known(), told(), after],
    [
      ['a 6', 'b 7'],
      ['a 6', 'b 7'],
      ['a', 'b'],
    ],
  );
  assert.deepEqual(lines, ['watch-handler-failed a mistake', 'watch-handler-failed a mistake']);
  assert.equal(objects.watches.length, 1, 'it ended the watch');
});

test('a handler that came later is told from then on, until it ends it', async (context) => {
  const { time, objects, cache, start } = scripted(context);
  await start();
  objects.last.emit(added('a', '6'));
  await time.advance(0);
  const late: string[] = [];
  const end = cache.onChange(({ metadata }) => void late.push(metadata.name));
  objects.last.emit(added('b', '7'));
  await time.advance(0);
  end();
  objects.last.emit(added('c', '8'));
  await time.advance(0);
  assert.deepEqual(late, ['b']);
});

const thrown: Record<string, unknown> = {
  'what the port throws': unavailable,
  'a mistake of ours': new TypeError('x is not a function'),
  'something that is no error': 'x',
  nothing: undefined,
};

for (const [sentence, error] of Object.entries(thrown)) {
  test(`a cache survives ${sentence}, by a list, a watch and a call of it`, async (context) => {
    const time = createVirtualTime();
    const script = new ScriptedObjects();
    let calls = 0;
    const objects = {
      list: async () => {
        calls += 1;
        if (calls === 2) throw error;
        return script.port.list('Namespace');
      },
      watch: (...args: Parameters<Objects['watch']>) => {
        calls += 1;
        if (calls === 1 || calls === 4) throw error;
        return script.port.watch(...args);
      },
    } as unknown as Objects;
    const cache = new WatchCache('Namespace', {}, { objects, ...time, random: () => 1, log: silentLog });
    context.after(() => cache.stop());
    void cache.start();
    await time.advance(MINUTE);
    script.last.emit(added('a', '6'));
    await time.advance(0);
    assert.equal(cache.get({ name: 'a' })?.metadata.resourceVersion, '6');
  });
}

const hasty: Record<string, { script: (objects: ScriptedObjects) => void; most: number }> = {
  'ends every watch at once': { script: (all) => (all.onWatch = (watch) => watch.end()), most: 25 },
  'answers every watch that it is overloaded': {
    script: (all) => (all.onWatch = (watch) => watch.fail(unavailable)),
    most: 25,
  },
  'calls every version too old': { script: (all) => (all.onWatch = (watch) => watch.fail(expired)), most: 25 },
  'answers every list that it is overloaded': { script: (all) => (all.lists = [unavailable]), most: 25 },
};

for (const [sentence, { script, most }] of Object.entries(hasty)) {
  test(`a server that ${sentence} is asked every few seconds, and for ever`, async (context) => {
    const { time, objects, cache } = scripted(context, script);
    void cache.start();
    await time.advance(10 * MINUTE);
    const before = [objects.watches.length, objects.listed];
    await time.advance(MINUTE);
    const [watches = 0, lists = 0] = [objects.watches.length, objects.listed].map(
      (now, index) => now - (before[index] ?? 0),
    );
    assert.ok(watches + lists >= 15 && watches <= most && lists <= most, `${watches} watches, ${lists} lists a minute`);
  });
}

/** Many caches whose server is away for ten minutes and has forgotten their version then. */
async function outage(caches: number) {
  const time = createVirtualTime();
  let isAway = false;
  const lists: number[] = [];
  const all = Array.from({ length: caches }, (_, index) => {
    const script = new ScriptedObjects();
    script.onWatch = (watch) => {
      if (isAway) watch.fail(unavailable);
      else if (watch.from === '1' && lists.length > 0) watch.fail(expired);
    };
    script.lists = [
      ['1', []],
      ['90', [namespace('a', '80')]],
    ];
    const list = async () => {
      if (isAway) throw unavailable;
      if (time.clock.now() > 0) lists.push(time.clock.now());
      return script.port.list('Namespace');
    };
    const objects = { ...script.port, list } as Objects;
    const cache = new WatchCache('Namespace', {}, { objects, ...time, random: seededRandom(index), log: silentLog });
    void cache.start();
    return { cache, script };
  });
  await time.advance(0);
  isAway = true;
  for (const { script } of all) script.last.fail(unavailable);
  await time.advance(10 * MINUTE);
  lists.push(-1);
  isAway = false;
  const backAt = time.clock.now();
  await time.advance(MINUTE);
  const known = all.filter(({ cache }) => cache.get({ name: 'a' })).length;
  await Promise.all(all.map(({ cache }) => cache.stop()));
  return { known, afterMs: lists.slice(1).map((at) => at - backAt) };
}

test('after a long outage every cache is up to date within seconds, has read everything once, and not all at once', async () => {
  const { known, afterMs } = await outage(40);
  assert.deepEqual([known, afterMs.length], [40, 40]);
  assert.ok(Math.max(...afterMs) <= 3_200, `the last came after ${Math.max(...afterMs)} ms`);
  const busiest = Math.max(...Array.from({ length: 33 }, (_, tenth) => countWithin(afterMs, tenth * 100)));
  assert.ok(busiest <= 8, `${busiest} of 40 came within a tenth of a second`);
});

const countWithin = (times: readonly number[], from: number) =>
  times.filter((at) => at >= from && at < from + 100).length;

test('a watch that has been silent for minutes is begun again from the last version, and nothing is read again', async (context) => {
  const { time, objects, start, known } = scripted(context, (script) => {
    script.lists = [['5', [namespace('a', '3')]]];
  });
  await start();
  objects.last.emit(modified('a', '6'));
  await time.advance(10 * MINUTE);
  assert.ok(objects.watches[0]?.isGivenUp, 'it waits for ever');
  assert.ok(objects.watches.length <= 3, `${objects.watches.length} watches in ten minutes`);
  assert.deepEqual([objects.last.from, objects.listed, known()], ['6', 1, ['a 6']]);
});

test('a watch that is silent while everything is read is begun again as well', async (context) => {
  const { time, objects, cache } = scripted(context, (script) => void (script.streams = true));
  void cache.start();
  await time.advance(0);
  objects.last.emit(added('a', '3'));
  await time.advance(10 * MINUTE);
  assert.ok(objects.watches[0]?.isGivenUp && objects.watches.length > 1);
});

test('a watch on which only bookmarks come is kept', async (context) => {
  const { time, objects, start } = scripted(context);
  await start();
  for (let minute = 1; minute <= 30; minute++) {
    await time.advance(MINUTE);
    objects.last.emit({ type: 'BOOKMARK', resourceVersion: String(100 + minute) });
  }
  await time.advance(0);
  assert.equal(objects.watches.length, 1);
});

test('two lists never run at once', async (context) => {
  const time = createVirtualTime();
  const script = new ScriptedObjects();
  script.onWatch = (watch) => watch.fail(expired);
  let [running, most, lists] = [0, 0, 0];
  const list = async () => {
    most = Math.max(most, (running += 1));
    lists += 1;
    await new Promise<void>((resolve) => void time.timers.after(20_000, resolve));
    running -= 1;
    return script.port.list('Namespace');
  };
  const objects = { ...script.port, list } as Objects;
  const cache = new WatchCache('Namespace', {}, { objects, ...time, random: () => 1, log: silentLog });
  void cache.start();
  await time.advance(5 * MINUTE);
  assert.ok(lists > 5);
  assert.equal(most, 1);
  const stopped = cache.stop();
  context.after(() => stopped);
  await time.advance(MINUTE);
});

test('a cache tells how it does', async (context) => {
  const { time, objects, cache, start } = scripted(context, (script) => {
    script.lists = [unavailable, ['5', [namespace('a', '3'), namespace('b', '4')]]];
  });
  void start();
  await time.advance(0);
  assert.deepEqual(cache.stats(), {
    kind: 'Namespace',
    objects: 0,
    isFilled: false,
    fills: 0,
    watches: 1,
    failures: 1,
    silentMs: 0,
    problem: 'away',
  });
  await time.advance(1_000);
  objects.last.emit(added('c', '6'));
  await time.advance(MINUTE);
  const filled = { kind: 'Namespace', objects: 3, isFilled: true, fills: 1, watches: 3, failures: 0 };
  assert.deepEqual(cache.stats(), { ...filled, silentMs: MINUTE });
  objects.last.fail(unavailable);
  await time.advance(0);
  assert.deepEqual(cache.stats(), { ...filled, failures: 1, silentMs: MINUTE, problem: 'away' });
});

test('a cache whose server is away for a day is not stale: it tries', async (context) => {
  const { time, cache } = scripted(context, (script) => {
    script.lists = [unavailable];
  });
  void cache.start();
  await time.advance(24 * 60 * MINUTE);
  assert.equal(cache.isStale(time.clock.now()), false);
});

test('a quiet cache whose server never bookmarks is not stale', async (context) => {
  const { time, cache, start } = scripted(context);
  await start();
  await time.advance(6 * 60 * MINUTE);
  assert.equal(cache.isStale(time.clock.now()), false);
});

test('a cache that hangs in a call that never ends is stale', async () => {
  const time = createVirtualTime();
  const script = new ScriptedObjects();
  const objects = { ...script.port, list: () => new Promise<never>(() => undefined) } as Objects;
  const cache = new WatchCache('Namespace', {}, { objects, ...time, random: () => 1, log: silentLog });
  void cache.start();
  await time.advance(5 * MINUTE);
  assert.equal(cache.isStale(time.clock.now()), false);
  await time.advance(10 * MINUTE);
  assert.equal(cache.isStale(time.clock.now()), true);
});

const owned = (name: string) => {
  const object = namespace(name, '3');
  const entry = { manager: 'x', operation: 'Apply', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: {} } as const;
  return { ...object, metadata: { ...object.metadata, managedFields: [entry] } };
};

const kept: Record<string, { fieldManagers?: readonly string[]; isAsItCame: boolean }> = {
  'what is kept is the object that came': { isAsItCame: true },
  'what is kept does not say who owns what where nobody reads it': { fieldManagers: [], isAsItCame: false },
};
for (const [sentence, { fieldManagers, isAsItCame }] of Object.entries(kept)) {
  test(sentence, async (context) => {
    const object = owned('a');
    const script = (objects: ScriptedObjects) => void (objects.lists = [['5', [object]]]);
    const { cache, start } = scripted(context, script, fieldManagers && { fieldManagers });
    await start();
    const found = cache.get({ name: 'a' });
    assert.equal(found === object, isAsItCame);
    assert.equal(found?.metadata.managedFields !== undefined, isAsItCame);
  });
}
