import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { newInstance } from './owner.ts';
import { makeRunDirectory, removeStaleRuns } from './run-directory.ts';

const living = newInstance('abc');
const [, startTime = '', space = ''] = living.split('-');
const gone = spawnSync('true').pid;
let parent = '';

before(async () => {
  parent = await mkdtemp(join(tmpdir(), 'runs-'));
});
after(() => rm(parent, { recursive: true, force: true }));

const linux = process.platform === 'linux';
const names: Record<string, { name: string; stays: boolean }> = {
  'a process that has ended': { name: `dungeon-master-${gone}-${startTime}-${space}-abc.x`, stays: false },
  ...(linux && {
    'a process whose number was given to another one': {
      name: `dungeon-master-${process.pid}-1-${space}-abc.x`,
      stays: false,
    },
    'a process of another number space': { name: `dungeon-master-${gone}-1-17-abc.x`, stays: true },
  }),
  'this process': { name: `dungeon-master-${living}.x`, stays: true },
  'nobody that can be told, such as that of the socket': { name: 'dungeon-master-1000', stays: true },
  'another program': { name: `other-${gone}-${startTime}-${space}-abc.x`, stays: true },
};

for (const [whose, { name, stays }] of Object.entries(names)) {
  test(`a directory of ${whose} ${stays ? 'stays' : 'is removed'}`, async () => {
    await mkdir(join(parent, name, 'github'), { recursive: true });
    await writeFile(join(parent, name, 'github', 'state.json'), '{}');
    const removed = await removeStaleRuns(parent);
    assert.deepEqual(removed, stays ? [] : [join(parent, name)]);
    assert.equal((await readdir(parent)).includes(name), stays);
  });
}

test('a link with the name of a stale run is left alone', async () => {
  const name = `dungeon-master-${gone}-${startTime}-${space}-link.x`;
  await symlink(parent, join(parent, name));
  assert.deepEqual(await removeStaleRuns(parent), []);
  assert.ok((await readdir(parent)).includes(name));
});

test('the directory of a run is known by its name', async () => {
  const made = await makeRunDirectory(parent, living);
  assert.deepEqual(await removeStaleRuns(parent), []);
  assert.deepEqual(await readdir(made), []);
});

test('where there is no directory for temporary files, nothing is stale', async () => {
  assert.deepEqual(await removeStaleRuns(join(parent, 'nothing')), []);
});
