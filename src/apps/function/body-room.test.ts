import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { createBodyRoom } from './body-room.ts';

/** Bodies by name in a room of 100 bytes, and who gave way. */
function bodies() {
  const room = createBodyRoom(100);
  const gone: string[] = [];
  const enter = (name: string) => room.enter(() => gone.push(name));
  return { enter, gone };
}

test('bodies that fit stay', () => {
  const { enter, gone } = bodies();
  enter('a').grow(50);
  enter('b').grow(50);
  assert.deepEqual(gone, []);
});

test('the largest gives way, not whoever comes last', () => {
  const { enter, gone } = bodies();
  const small = enter('small');
  enter('large').grow(90);
  small.grow(20);
  assert.deepEqual(gone, ['large']);
  small.grow(80);
  assert.deepEqual(gone, ['large'], 'its room is free again');
});

test('a body that is larger than the room gives way itself', () => {
  const { enter, gone } = bodies();
  enter('small').grow(10);
  enter('huge').grow(200);
  assert.deepEqual(gone, ['huge']);
});

test('a body that has left, or gave way, holds nothing', () => {
  const { enter, gone } = bodies();
  const done = enter('done');
  done.grow(100);
  done.leave();
  done.leave();
  const away = enter('away');
  away.grow(101);
  away.grow(1_000);
  enter('next').grow(100);
  assert.deepEqual(gone, ['away']);
});
