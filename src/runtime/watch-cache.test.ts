import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Selection } from '#ports/objects/objects.ts';
import { CachedReader } from './cached-reader.ts';
import { namespace, type ScriptedObjects } from './objects.testing.ts';
import { added, deleted, expired, modified, scripted, unavailable } from './watch-cache.testing.ts';

test('the first list fills the cache and is told', async (context) => {
  const { objects, start, told, known } = scripted(context, (script) => {
    script.lists = [['5', [namespace('a', '3'), namespace('b', '4')]]];
  });
  await start();
  assert.deepEqual(
    [known(), told()],
    [
      ['a 3', 'b 4'],
      ['a 3', 'b 4'],
    ],
  );
  assert.equal(objects.last.from, '5');
});

test('changes are taken and told in their order', async (context) => {
  const { time, objects, start, told, known } = scripted(context, (script) => {
    script.lists = [['5', [namespace('a', '3')]]];
  });
  await start();
  told();
  objects.last.emit(added('b', '6'), modified('a', '7'), deleted('b', '8'));
  await time.advance(0);
  assert.deepEqual([known(), told()], [['a 7'], ['b 6', 'a 7', 'b 8']]);
});

test('an event that comes late changes the cache when it comes, and not before', async (context) => {
  const { time, objects, cache, start } = scripted(context, (script) => {
    script.lists = [['5', [namespace('a', '3')]]];
  });
  await start();
  await time.advance(600_000);
  assert.equal(cache.get({ name: 'a' })?.metadata.resourceVersion, '3');
  objects.last.emit(deleted('a', '6'));
  await time.advance(0);
  assert.equal(cache.get({ name: 'a' }), undefined);
});

test('a watch that ends goes on from the last event', async (context) => {
  const { time, objects, start, told } = scripted(context, (script) => {
    script.lists = [['5', []]];
  });
  await start();
  objects.last.emit(added('a', '6'));
  objects.last.end();
  await time.advance(1_000);
  assert.deepEqual([objects.listed, objects.watches.map(({ from }) => from)], [1, ['5', '6']]);
  objects.last.emit(added('b', '7'));
  await time.advance(0);
  assert.deepEqual(told(), ['a 6', 'b 7']);
});

test('a watch that breaks goes on from the last event after a pause', async (context) => {
  const { time, objects, start } = scripted(context, (script) => {
    script.lists = [['5', []]];
  });
  await start();
  objects.last.emit(added('a', '6'));
  objects.last.fail(unavailable);
  await time.advance(0);
  assert.equal(objects.watches.length, 1, 'it did not pause');
  await time.advance(1_000);
  assert.deepEqual([objects.listed, objects.watches.map(({ from }) => from)], [1, ['5', '6']]);
});

test('a bookmark moves the place to go on from, and tells nobody', async (context) => {
  const { time, objects, start, told } = scripted(context, (script) => {
    script.lists = [['5', []]];
  });
  await start();
  objects.last.emit({ type: 'BOOKMARK', resourceVersion: '90' });
  objects.last.end();
  await time.advance(1_000);
  assert.deepEqual([objects.last.from, told()], ['90', []]);
});

test('a version that is too old makes it list again, and what changed meanwhile is told', async (context) => {
  const { time, objects, start, told, known } = scripted(context, (script) => {
    script.lists = [
      ['5', [namespace('gone', '1'), namespace('same', '2'), namespace('changed', '3')]],
      ['50', [namespace('same', '2'), namespace('changed', '30'), namespace('new', '40')]],
    ];
  });
  await start();
  told();
  objects.last.fail(expired);
  await time.advance(1_000);
  assert.deepEqual(told(), ['gone 1', 'changed 30', 'new 40']);
  assert.deepEqual(known(), ['same 2', 'changed 30', 'new 40']);
  assert.equal(objects.last.from, '50');
});

test('a list that fails is tried again until it is in; only then the cache is ready', async (context) => {
  const { time, objects, cache, known } = scripted(context, (script) => {
    script.lists = [unavailable, unavailable, ['5', [namespace('a', '3')]]];
  });
  let ready = false;
  void cache.start().then(() => (ready = true));
  await time.advance(0);
  assert.deepEqual([ready, objects.listed], [false, 1]);
  await time.advance(10_000);
  assert.deepEqual([ready, objects.listed, known()], [true, 3, ['a 3']]);
});

test('a server that stays away is asked less and less often', async (context) => {
  const { time, objects, cache } = scripted(context, (script) => {
    script.lists = [unavailable];
  });
  void cache.start();
  const asked: number[] = [];
  for (let minute = 0; minute < 3; minute++) {
    const before = objects.listed;
    await time.advance(60_000);
    asked.push(objects.listed - before);
  }
  const [first = 0, second = 0, third = 0] = asked;
  assert.ok(first > second && second >= third && third >= 1, `asked ${asked.join(', ')} times a minute`);
});

test('a watch that works again ends the row of failures', async (context) => {
  const { time, objects, start } = scripted(context);
  await start();
  for (let round = 0; round < 8; round++) {
    objects.last.fail(unavailable);
    await time.advance(60_000);
  }
  objects.last.emit(added('a', '6'));
  objects.last.fail(unavailable);
  const before = objects.watches.length;
  await time.advance(1_000);
  assert.equal(objects.watches.length, before + 1, 'it still waits as after many failures');
});

const hasty: Record<string, (watch: ScriptedObjects['last']) => void> = {
  'ends every watch at once': (watch) => watch.end(),
  'calls every version too old': (watch) => watch.fail(expired),
};

for (const [sentence, react] of Object.entries(hasty)) {
  test(`a server that ${sentence} is not asked without a pause`, async (context) => {
    const { time, objects, start } = scripted(context, (script) => {
      script.onWatch = (watch) => {
        if (script.watches.length < 1_000) react(watch);
      };
    });
    await start();
    await time.advance(0);
    assert.ok(objects.watches.length < 10, `${objects.watches.length} watches at one moment`);
    await time.advance(10_000);
    assert.ok(objects.watches.length > 1, 'it gave up');
  });
}

test('a cache that is stopped ends its watch and leaves no timer behind', async (context) => {
  const { time, objects, cache, start } = scripted(context);
  await start();
  await cache.stop();
  await time.advance(60_000);
  assert.deepEqual([objects.watches.length, time.pending()], [1, 0]);
});

test('a cache can be stopped while it pauses', async (context) => {
  const { time, cache } = scripted(context, (script) => {
    script.lists = [unavailable];
  });
  const started = cache.start();
  await time.advance(0);
  await cache.stop();
  await started;
  assert.equal(time.pending(), 0);
});

const selections: Record<string, { selection: Selection; names: string[] }> = {
  everything: { selection: {}, names: ['a', 'b'] },
  'by a label': { selection: { labels: { team: 'x' } }, names: ['a'] },
  'by two labels, which must both match': { selection: { labels: { team: 'x', tier: 'y' } }, names: [] },
  'in a namespace that nothing is in': { selection: { namespace: 'n' }, names: [] },
};

for (const [sentence, { selection, names }] of Object.entries(selections)) {
  test(`the cache lists ${sentence}`, async (context) => {
    const { cache, start } = scripted(context, (script) => {
      script.lists = [['5', [namespace('a', '3', { team: 'x' }), namespace('b', '4')]]];
    });
    await start();
    assert.deepEqual(
      cache.list(selection).map(({ metadata }) => metadata.name),
      names,
    );
  });
}

test('a reader reads what is cached from the cache, and the rest from the server', async (context) => {
  const { objects, cache, start } = scripted(context, (script) => {
    script.lists = [['5', [namespace('a', '3')]]];
  });
  await start();
  const asked: string[] = [];
  const server = {
    get: async (kind: string) => void asked.push(`get ${kind}`),
    list: async (kind: string) => (asked.push(`list ${kind}`), { items: [], resourceVersion: '9' }),
  } as ConstructorParameters<typeof CachedReader>[1];
  const reader = new CachedReader({ Namespace: cache }, server);
  assert.equal((await reader.get('Namespace', { name: 'a' }))?.metadata.resourceVersion, '3');
  assert.equal(await reader.get('Namespace', { name: 'b' }), undefined);
  assert.equal((await reader.list('Namespace')).items.length, 1);
  assert.deepEqual([asked, objects.listed], [[], 1]);
  await reader.get('Pod', { name: 'p', namespace: 'n' });
  await reader.list('Pod', { namespace: 'n' });
  assert.deepEqual(asked, ['get Pod', 'list Pod']);
});
