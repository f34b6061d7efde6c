import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { newInstance } from '#adapters/local/processes/owner.ts';
import { unsupervised } from '#adapters/local/processes/supervision.ts';
import { realTimers } from '#adapters/local/real-time.testing.ts';
import { Cache } from './cache.ts';
import { evict } from './evict.ts';

const instance = newInstance('evict');
/** Another run of this process; and one of a process that has ended. */
const living = newInstance('other');
const ended = living.replace(/^\d+/, String(spawnSync('true').pid));
const HOUR_MS = 60 * 60 * 1000;
const GIB = 1024 * 1024;
const now = Date.now();
let root = '';
before(async () => void (root = await mkdtemp(join(tmpdir(), 'evict-'))));
after(() => rm(root, { recursive: true, force: true }));

/** A directory with something in it, or a file. */
type Entry = 'directory' | { readonly text: string; readonly usedHoursAgo?: number };

const owner = (text: string): Entry => ({ text });
const ready = (gib: number, usedHoursAgo: number): Entry => ({ text: String(gib * GIB), usedHoursAgo });
const kept = (key: string, gib: number, usedHoursAgo: number): Record<string, Entry> => ({
  [key]: 'directory',
  [`${key}.ready`]: ready(gib, usedHoursAgo),
});

const cases: Record<string, { given: Record<string, Entry>; left: readonly string[] }> = {
  'what fits into 10 GiB stays, however old': {
    given: { ...kept('a', 5, 9000), ...kept('b', 5, 8000) },
    left: ['a', 'a.ready', 'b', 'b.ready'],
  },
  'what was not used for longest goes first': {
    given: { ...kept('oldest', 3, 300), ...kept('newest', 4, 100), ...kept('older', 4, 200) },
    left: ['newest', 'newest.ready', 'older', 'older.ready'],
  },
  'what is older than that which went goes too, however small': {
    given: { ...kept('newest', 6, 100), ...kept('older', 6, 200), ...kept('oldest', 1, 300) },
    left: ['newest', 'newest.ready'],
  },
  'what was used within a day stays, whatever its size: it may run': {
    given: { ...kept('a', 9, 23), ...kept('b', 9, 1), ...kept('c', 9, 25) },
    left: ['a', 'a.ready', 'b', 'b.ready'],
  },
  'what goes while a living process holds it stays': {
    given: { ...kept('a', 11, 100), 'a.owner': owner(living) },
    left: ['a', 'a.owner', 'a.ready'],
  },
  'what an ended process began goes, with its owner and its notes': {
    given: { a: 'directory', 'a.owner': owner(ended), 'a.scratch': 'directory' },
    left: [],
  },
  'an owner file that names nobody is nobody': {
    given: { a: 'directory', 'a.owner': owner('') },
    left: [],
  },
  'a directory that is neither ready nor owned is nobody’s': {
    given: { a: 'directory' },
    left: [],
  },
  'notes without an owner go, be they a file or a directory': {
    given: { 'a.index': { text: '' }, 'b.scratch': 'directory', ...kept('c', 1, 1), 'c.index': { text: '' } },
    left: ['c', 'c.ready'],
  },
  'a mark whose directory is gone vouches for nothing': {
    given: { 'a.ready': ready(1, 1) },
    left: [],
  },
  'what became ready before its maker ended stays, without the owner': {
    given: { ...kept('a', 1, 1), 'a.owner': owner(ended) },
    left: ['a', 'a.ready'],
  },
  'what a living process makes stays, with all that it needs': {
    given: { a: 'directory', 'a.owner': owner(living), 'a.scratch': 'directory' },
    left: ['a', 'a.owner', 'a.scratch'],
  },
  'what a living process has claimed, and not made yet, stays': {
    given: { 'a.owner': owner(living) },
    left: ['a.owner'],
  },
  'a claim that is being written stays while its writer lives': {
    given: { [`a.owner.${living}.0f`]: { text: '' }, [`b.owner.${ended}.0f`]: { text: '' } },
    left: [`a.owner.${living}.0f`],
  },
  'hidden files are not ours': {
    given: { '.nfs01': { text: '' } },
    left: ['.nfs01'],
  },
};

for (const [sentence, { given, left }] of Object.entries(cases)) {
  test(sentence, async () => {
    const directory = await mkdtemp(join(root, 'case-'));
    for (const [name, entry] of Object.entries(given)) await make(join(directory, name), entry);
    await evict({ directories: [directory], instance, now });
    assert.deepEqual((await readdir(directory)).toSorted(), left);
  });
}

async function make(path: string, entry: Entry): Promise<void> {
  if (entry === 'directory') {
    await mkdir(path);
    return writeFile(join(path, 'file'), '');
  }
  await writeFile(path, entry.text);
  const used = new Date(now - (entry.usedHoursAgo ?? 0) * HOUR_MS);
  await utimes(path, used, used);
}

test('the bound is one for all directories', async () => {
  const directories = await Promise.all([mkdtemp(join(root, 'images-')), mkdtemp(join(root, 'dependencies-'))]);
  const [images, dependencies] = directories;
  for (const [directory, hours] of [
    [images, 100],
    [dependencies, 200],
  ] as const) {
    for (const [name, entry] of Object.entries(kept('a', 6, hours))) await make(join(directory, name), entry);
  }
  await evict({ directories, instance, now });
  assert.deepEqual(await readdir(images), ['a', 'a.ready']);
  assert.deepEqual(await readdir(dependencies), []);
});

test('directories that are not there yet need no room', async () => {
  await evict({ directories: [join(root, 'nowhere')], instance, now });
});

test('what is being built keeps its directory, while others make room', async () => {
  const directory = await mkdtemp(join(root, 'race-'));
  const cache = new Cache({
    directory,
    instance: living,
    supervision: unsupervised,
    timers: realTimers,
    signal: new AbortController().signal,
  });
  const keys = Array.from({ length: 20 }, (_, index) => `key${index}`);
  for (const key of keys) await make(join(directory, key), 'directory');
  const makeRoom = () => evict({ directories: [directory], instance, now });
  await Promise.all([
    makeRoom(),
    makeRoom(),
    ...keys.map((key) =>
      cache.open(key, async (path) => {
        await makeRoom();
        await writeFile(join(path, 'built'), '');
      }),
    ),
  ]);
  for (const key of keys) assert.deepEqual(await readdir(join(directory, key)), ['built']);
});
