import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { newInstance } from '#adapters/local/processes/owner.ts';
import { unsupervised } from '#adapters/local/processes/supervision.ts';
import { realTimers, until } from '#adapters/local/real-time.testing.ts';
import { Cache } from './cache.ts';
import { evict } from './evict.ts';

const instance = newInstance('cache');
/** Another run of this process; and one of a process that has ended. */
const living = newInstance('other');
const ended = living.replace(/^\d+/, String(spawnSync('true').pid));
let root = '';
let count = 0;
before(async () => void (root = await mkdtemp(join(tmpdir(), 'cache-'))));
after(() => rm(root, { recursive: true, force: true }));

function createCache(signal = new AbortController().signal) {
  const directory = join(root, String((count += 1)));
  return {
    directory,
    cache: new Cache({ directory, instance, supervision: unsupervised, timers: realTimers, signal }),
  };
}
const write = (text: string) => (directory: string) => writeFile(join(directory, 'file'), text);

test('what is made once is there the next time', async () => {
  const { cache } = createCache();
  await cache.open('a', write('one'));
  const path = await cache.open('a', () => assert.fail('it is there'));
  assert.equal(await readFile(join(path, 'file'), 'utf8'), 'one');
});

test('what fails leaves nothing, and may be tried again', async () => {
  const { cache, directory } = createCache();
  await assert.rejects(
    cache.open('a', async (path) => write('half')(path).then(() => Promise.reject(new Error('no')))),
  );
  assert.deepEqual(await readdir(directory), []);
  await cache.open('a', write('whole'));
  assert.equal(await readFile(join(directory, 'a', 'file'), 'utf8'), 'whole');
});

test('what a living process makes is waited for', async () => {
  const { cache, directory } = createCache();
  await cache.open('other', write(''));
  await writeFile(join(directory, 'a.owner'), living);
  const opened = cache.open('a', () => assert.fail('it is made by another process'));
  await write('theirs')(await cache.open('b', write('')));
  await writeFile(join(directory, 'a.ready'), '1');
  await rm(join(directory, 'a.owner'));
  assert.equal(await opened, join(directory, 'a'));
});

test('what an ended process began is made anew', async () => {
  const { cache, directory } = createCache();
  await cache.open('other', write(''));
  await writeFile(join(directory, 'a.owner'), ended);
  await cache.open('a', write('anew'));
  assert.equal(await readFile(join(directory, 'a', 'file'), 'utf8'), 'anew');
});

test('who waits for another process stops when told', async () => {
  const stop = new AbortController();
  const { cache, directory } = createCache(stop.signal);
  await cache.open('other', write(''));
  await writeFile(join(directory, 'a.owner'), living);
  const opened = assert.rejects(cache.open('a', write('')));
  stop.abort();
  await opened;
});

const DAY_MS = 24 * 60 * 60 * 1000;

test('what was not used for longest goes first, and what was used today stays', async () => {
  const { cache, directory } = createCache();
  const now = Date.now();
  for (const [key, days] of [
    ['today', 0],
    ['lately', 2],
    ['long-ago', 9],
  ] as const) {
    await cache.open(key, write('x'.repeat(100_000)));
    const used = new Date(now - days * DAY_MS);
    await utimes(join(directory, `${key}.ready`), used, used);
  }
  const left = async (mostKib: number) => {
    await evict({ directories: [directory], now, mostKib });
    return (await readdir(directory)).filter((name) => !name.includes('.')).toSorted();
  };
  assert.deepEqual(await left(1000), ['lately', 'long-ago', 'today']);
  assert.deepEqual(await left(250), ['lately', 'today']);
  assert.deepEqual(await left(1), ['today']);
});

test('what an ended process left unfinished is swept, what a living one makes is not', async () => {
  const { cache, directory } = createCache();
  await cache.open('other', write(''));
  await writeFile(join(directory, 'dead.owner'), ended);
  await writeFile(join(directory, 'alive.owner'), living);
  await evict({ directories: [directory], now: Date.now() });
  await until('the dead one is swept', async () => !(await readdir(directory)).includes('dead.owner'));
  assert.ok((await readdir(directory)).includes('alive.owner'));
});
