import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { KeyedLock } from './keyed-lock.ts';

/** Tasks that write down when they begin and end, and end when they are told to. */
function scripted() {
  const trace: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<string>>();
  const task = (name: string) => async () => {
    trace.push(`${name} begins`);
    const end = Promise.withResolvers<string>();
    ends.set(name, end);
    try {
      return await end.promise;
    } finally {
      trace.push(`${name} ends`);
    }
  };
  return {
    trace,
    task,
    end: (name: string) => ends.get(name)?.resolve(name),
    fail: (name: string) => ends.get(name)?.reject(new Error(name)),
  };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test('tasks of one key run one after the other, in the order they came', async () => {
  const { trace, task, end } = scripted();
  const lock = new KeyedLock();
  const results = [lock.run('key', task('a')), lock.run('key', task('b')), lock.run('key', task('c'))];
  for (const name of ['a', 'b', 'c']) {
    await settle();
    end(name);
  }
  assert.deepEqual(await Promise.all(results), ['a', 'b', 'c']);
  assert.deepEqual(trace, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test('tasks of different keys run side by side', async () => {
  const { trace, task, end } = scripted();
  const lock = new KeyedLock();
  const results = [lock.run('one', task('a')), lock.run('other', task('b'))];
  await settle();
  assert.deepEqual(trace, ['a begins', 'b begins']);
  end('a');
  end('b');
  await Promise.all(results);
});

test('a task that fails tells its caller and does not stop the next', async () => {
  const { task, end, fail } = scripted();
  const lock = new KeyedLock();
  const first = lock.run('key', task('a'));
  const second = lock.run('key', task('b'));
  await settle();
  fail('a');
  await assert.rejects(first, /a/);
  await settle();
  end('b');
  assert.equal(await second, 'b');
});
