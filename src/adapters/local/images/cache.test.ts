import { strict as assert } from 'node:assert';
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { SUPERVISOR_VARIABLE } from '#adapters/local/processes/environment.ts';
import { newInstance } from '#adapters/local/processes/owner.ts';
import { unsupervised, type Supervision } from '#adapters/local/processes/supervision.ts';
import { realTimers } from '#adapters/local/real-time.testing.ts';
import type { Timers } from '#ports/timers.ts';
import { Cache } from './cache.ts';
import { evict } from './evict.ts';
import { recordingSupervision } from './supervision.testing.ts';

const instance = newInstance('cache');
/** Another run of this process; and one of a process that has ended. */
const living = newInstance('other');
const ended = living.replace(/^\d+/, String(spawnSync('true').pid));
let root = '';
let count = 0;
before(async () => void (root = await mkdtemp(join(tmpdir(), 'cache-'))));
after(() => rm(root, { recursive: true, force: true }));

interface CacheSetting {
  readonly signal?: AbortSignal;
  readonly supervision?: Supervision;
  readonly timers?: Timers;
}

function createCache({
  signal = new AbortController().signal,
  supervision = unsupervised,
  timers = realTimers,
}: CacheSetting = {}) {
  const directory = join(root, String((count += 1)));
  return {
    directory,
    cache: new Cache({ directory, instance, supervision, timers, signal }),
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
  const { cache, directory } = createCache({ signal: stop.signal });
  await cache.open('other', write(''));
  await writeFile(join(directory, 'a.owner'), living);
  const opened = assert.rejects(cache.open('a', write('')));
  stop.abort();
  await opened;
});

test('whoever watches knows all that is there while it is made', async () => {
  const { supervision, namesLeft } = recordingSupervision();
  const { cache, directory } = createCache({ supervision });
  await cache.open('a', async (path, scratch) => {
    await write('half')(path);
    await write('notes')(scratch);
    assert.deepEqual(namesLeft(directory), []);
  });
  assert.deepEqual(namesLeft(directory), ['a', 'a.ready'], 'what is ready stays');
});

test('whoever watches has forgotten what is made before it is marked ready', async () => {
  const seen: string[] = [];
  const { directory, cache } = createCache({
    supervision: { ...unsupervised, path: () => () => void seen.push(...readdirSync(directory)) },
  });
  await cache.open('a', write('whole'));
  assert.deepEqual([...new Set(seen)].toSorted(), ['a', 'a.owner', 'a.scratch']);
});

test('whoever watches removes the claim last', async () => {
  const told: string[] = [];
  const { cache } = createCache({
    supervision: { ...unsupervised, path: (path) => (told.push(basename(path)), () => undefined) },
  });
  await cache.open('a', write('whole'));
  assert.deepEqual(told, ['a', 'a.scratch', 'a.owner']);
});

const onLinux = { skip: process.platform === 'linux' ? false : 'processes are listed on Linux only' };

test('what an ended process began is left alone until its supervisor is done', onLinux, async (t) => {
  const abandoned = ended.replace(/other$/, 'supervised');
  const supervisor = spawn('cat', { env: { [SUPERVISOR_VARIABLE]: abandoned }, stdio: ['pipe', 'ignore', 'ignore'] });
  const finish = () => void supervisor.stdin.end();
  t.after(finish);
  let waits = 0;
  const timers: Timers = {
    after(ms, task) {
      waits += 1;
      finish();
      return realTimers.after(ms, task);
    },
  };
  const { cache, directory } = createCache({ timers });
  await cache.open('other', write(''));
  await writeFile(join(directory, 'a.owner'), abandoned);
  await evict({ directories: [directory], instance, now: Date.now() });
  assert.ok((await readdir(directory)).includes('a.owner'), 'nobody may take it over yet');
  await cache.open('a', write('anew'));
  assert.ok(waits > 0, 'it must wait');
});

test('of many who want what an ended process began, one makes it', async () => {
  const { cache, directory } = createCache();
  await cache.open('other', write(''));
  await writeFile(join(directory, 'a.owner'), ended);
  let made = 0;
  const make = async () => void (made += 1);
  await Promise.all(Array.from({ length: 10 }, () => cache.open('a', make)));
  assert.equal(made, 1);
  assert.deepEqual((await readdir(directory)).toSorted(), ['a', 'a.ready', 'other', 'other.ready']);
});

test('an owner file that names nobody keeps nobody waiting', async () => {
  const { cache, directory } = createCache();
  await cache.open('other', write(''));
  await writeFile(join(directory, 'a.owner'), '');
  await cache.open('a', write('anew'));
});
