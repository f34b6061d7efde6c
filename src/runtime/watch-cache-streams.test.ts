import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { ObjectsError } from '#ports/objects/errors.ts';
import { namespace, type NamespaceEvent } from './objects.testing.ts';
import { added, deleted, expired, modified, scripted, unavailable } from './watch-cache.testing.ts';

const allIn = (resourceVersion: string): NamespaceEvent => ({
  type: 'BOOKMARK',
  resourceVersion,
  initialEventsEnd: true,
});
const bookmark = (resourceVersion: string): NamespaceEvent => ({ type: 'BOOKMARK', resourceVersion });

/** A cache whose server begins its watches with everything; it is started, and has asked. */
async function streaming(...[context, , more]: Parameters<typeof scripted>) {
  const cache = scripted(context, (script) => void (script.streams = true), more);
  let isFilled = false;
  void cache.cache.start().then(() => (isFilled = true));
  await cache.time.advance(0);
  const send = async (...events: readonly NamespaceEvent[]) => {
    cache.objects.last.emit(...events);
    await cache.time.advance(0);
  };
  return { ...cache, send, isFilled: () => isFilled, from: () => cache.objects.watches.map(({ from }) => from) };
}

test('everything there is and everything that follows come over one watch', async (context) => {
  const { objects, send, told, known, from, isFilled } = await streaming(context);
  await send(added('a', '3'), added('b', '4'), allIn('5'));
  assert.deepEqual([isFilled(), known()], [true, ['a 3', 'b 4']]);
  await send(modified('a', '6'), deleted('b', '7'));
  assert.deepEqual(told(), ['a 3', 'b 4', 'a 6', 'b 7']);
  assert.deepEqual([objects.listed, from()], [0, ['everything']]);
});

test('nothing is seen and nothing told before the last of the first objects is in', async (context) => {
  const { send, told, known, isFilled } = await streaming(context);
  await send(added('a', '3'), bookmark('4'));
  assert.deepEqual([isFilled(), known(), told()], [false, [], []]);
  await send(allIn('5'));
  assert.deepEqual([isFilled(), known(), told()], [true, ['a 3'], ['a 3']]);
});

test('what changes while the first objects come is taken as it is at their end', async (context) => {
  const { send, told, known } = await streaming(context);
  await send(added('a', '3'), added('b', '4'), modified('a', '5'), deleted('b', '6'), allIn('6'));
  assert.deepEqual([known(), told()], [['a 5'], ['a 5']]);
});

test('a watch that ends goes on from the bookmark behind the first objects', async (context) => {
  const { time, objects, send, from } = await streaming(context);
  await send(added('a', '3'), allIn('5'));
  objects.last.end();
  await time.advance(1_000);
  assert.deepEqual(from(), ['everything', '5']);
});

const breaks: Record<string, ObjectsError> = {
  'the connection breaks': unavailable,
  'the version expires': expired,
};

for (const [sentence, error] of Object.entries(breaks)) {
  test(`${sentence} while everything is read again: the state before stands until the new one is complete`, async (context) => {
    const { time, objects, send, told, known, from } = await streaming(context);
    await send(added('gone', '1'), added('same', '2'), added('changed', '3'), allIn('5'));
    told();
    objects.last.fail(expired);
    await time.advance(1_000);
    await send(added('same', '2'), added('half', '60'));
    assert.deepEqual([known(), told()], [['gone 1', 'same 2', 'changed 3'], []]);
    objects.last.fail(error);
    await time.advance(1_000);
    assert.deepEqual([known(), told()], [['gone 1', 'same 2', 'changed 3'], []]);
    await send(added('same', '2'), added('changed', '30'), added('new', '40'), allIn('70'));
    assert.deepEqual(known(), ['same 2', 'changed 30', 'new 40']);
    assert.deepEqual(told(), ['gone 1', 'changed 30', 'new 40']);
    assert.deepEqual([from(), objects.listed], [['everything', 'everything', 'everything'], 0]);
  });
}

test('a deletion that went unseen is told with the object as it was last seen', async (context) => {
  const { time, objects, cache, send } = await streaming(context);
  await send({ type: 'ADDED', object: namespace('a', '3', { team: 'x' }) }, allIn('5'));
  const gone: unknown[] = [];
  cache.onChange((object, isGone) => void gone.push([object.metadata.labels, isGone]));
  objects.last.fail(expired);
  await time.advance(1_000);
  await send(allIn('9'));
  assert.deepEqual(gone, [[{ team: 'x' }, true]]);
});

test('a server that cannot begin a watch with everything is listed, and not asked for it again', async (context) => {
  const { time, objects, start, known } = scripted(context, (script) => {
    script.lists = [
      ['5', [namespace('a', '3')]],
      ['50', [namespace('b', '40')]],
    ];
  });
  await start();
  assert.deepEqual([objects.refused, objects.listed, known()], [1, 1, ['a 3']]);
  objects.last.fail(expired);
  await time.advance(1_000);
  assert.deepEqual([objects.refused, objects.listed, known()], [1, 2, ['b 40']]);
});

test('a kind that is not served yet says nothing of what its server can do', async (context) => {
  const { time, objects, cache, known } = scripted(context, (script) => {
    script.lists = [new ObjectsError('Invalid', 'no such kind')];
  });
  void cache.start();
  await time.advance(0);
  assert.deepEqual([objects.refused, objects.listed], [1, 1]);
  objects.streams = true;
  await time.advance(1_000);
  objects.last.emit(added('a', '3'), allIn('5'));
  await time.advance(0);
  assert.deepEqual([objects.listed, known()], [1, ['a 3']]);
});
