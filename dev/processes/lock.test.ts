import { strict as assert } from 'node:assert';
import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { withLock } from './lock.ts';

async function lockFile(use: (path: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'lock-'));
  try {
    await use(join(directory, 'kubectl.lock'));
    assert.deepEqual(await readdir(directory), []);
  } finally {
    await rm(directory, { recursive: true });
  }
}

test('two that want the same do it one after the other', () =>
  lockFile(async (path) => {
    const events: string[] = [];
    const waited: number[] = [];
    const begun = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const first = withLock(
      path,
      () => assert.fail('nobody is before it'),
      async () => {
        events.push('first begins');
        begun.resolve();
        await gate.promise;
        events.push('first ends');
      },
    );
    await begun.promise;
    const second = withLock(
      path,
      (holder) => {
        waited.push(holder);
        gate.resolve();
      },
      async () => void events.push('second'),
    );
    await Promise.all([first, second]);
    assert.deepEqual(events, ['first begins', 'first ends', 'second']);
    assert.equal(waited[0], process.pid);
  }));

test('what a dead process holds is free', () =>
  lockFile(async (path) => {
    const space = (await readlink('/proc/self/ns/pid')).replaceAll(/\D/g, '');
    await writeFile(path, `${process.pid}-1-${space}-dead`);
    assert.equal(
      await withLock(
        path,
        () => assert.fail('the process has another start time'),
        async () => 7,
      ),
      7,
    );
  }));

const fail = () => Promise.reject(new Error('no space left'));

test('a task that fails holds nothing afterwards', () =>
  lockFile(async (path) => {
    await assert.rejects(
      withLock(path, () => undefined, fail),
      /no space left/,
    );
  }));
