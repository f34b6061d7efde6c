import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdtemp, open as openFile, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { newInstance } from '#adapters/local/processes/owner.ts';
import { CodedError } from '#lib/coded-error.ts';
import { openState, type State } from './state.ts';

const instance = newInstance('ours');
/** One whose process has ended. */
const ended = instance.replace(/^\d+/, String(spawnSync('true').pid));
const shop = '/home/ana/shop/.git';
const api = '/home/ana/api/.git';

async function place(context: TestContext) {
  const home = await mkdtemp(join(tmpdir(), 'dm-state-'));
  context.after(() => rm(home, { recursive: true }));
  const unreadable: string[] = [];
  const open = (repositories: readonly string[] = [shop], by = instance): Promise<State> =>
    openState({
      repositories,
      environment: { XDG_STATE_HOME: home },
      instance: by,
      onUnreadable: (path) => void unreadable.push(path),
    });
  return { home, open, unreadable };
}

const fails = (code: string, says: RegExp) => (error: unknown) => {
  assert.ok(error instanceof CodedError, String(error));
  assert.deepEqual([error.code, error.source], [code, 'user']);
  assert.match(error.message, says);
  assert.ok(error.next, 'it says what to do');
  return true;
};

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

test('what was written is read by the next one that opens it', async (context) => {
  const { open } = await place(context);
  const first = await open();
  await first.write('answers.json', { build: 'make' });
  await first.close();
  assert.deepEqual(await (await open()).read('answers.json'), { build: 'make' });
});

test('what nobody has written is undefined', async (context) => {
  const { open } = await place(context);
  assert.equal(await (await open()).read('answers.json'), undefined);
});

test('the same repositories in another order are the same state, other ones are another', async (context) => {
  const { open } = await place(context);
  const sets = [[shop, api], [api, shop], [shop], [`${shop}${api}`]];
  const directories: string[] = [];
  for (const set of sets) {
    const state = await open(set);
    directories.push(basename(state.directory));
    await state.close();
  }
  assert.equal(directories[1], directories[0]);
  assert.equal(new Set(directories).size, 3, directories.join(' '));
});

test('it says which repositories it is of, for whoever finds it', async (context) => {
  const { open } = await place(context);
  assert.deepEqual(await (await open([shop, api])).read('repositories.json'), [api, shop]);
});

test('nobody else may read it', async (context) => {
  const { home, open } = await place(context);
  const { directory, write } = bound(await open());
  await write('keys.json', 'secret');
  assert.deepEqual(await Promise.all([join(home, 'dungeon-master'), directory].map(modeOf)), [0o700, 0o700]);
  for (const name of await readdir(directory)) assert.equal(await modeOf(join(directory, name)), 0o600, name);
});

const bound = (state: State) => ({
  directory: state.directory,
  write: (name: string, value: unknown) => state.write(name, value),
});

test('a write that fails leaves what was there', async (context) => {
  const { open } = await place(context);
  const state = await open();
  await state.write('answers.json', 'before');
  await assert.rejects(state.write('answers.json', 1n));
  assert.equal(await state.read('answers.json'), 'before');
});

test('whoever reads while it is written reads the old value, whole', async (context) => {
  const { open } = await place(context);
  const state = await open();
  await state.write('objects.json', 'old');
  await using reader = await openFile(join(state.directory, 'objects.json'));
  await state.write('objects.json', 'new');
  assert.equal(await reader.readFile('utf8'), '"old"');
  assert.equal(await state.read('objects.json'), 'new');
});

test('a second owner is refused while the first one lives, and the first one keeps it', async (context) => {
  const { open } = await place(context);
  const { directory } = await open();
  const second = newInstance('second');
  await assert.rejects(
    open([shop], second),
    fails('RepositoriesInUse', new RegExp(`${shop}: .*process ${process.pid}`)),
  );
  assert.equal(await readFile(join(directory, 'owner'), 'utf8'), instance);
});

test('of several that open it at one moment one gets it', async (context) => {
  const { open } = await place(context);
  const instances = Array.from({ length: 20 }, (_, index) => newInstance(`n${index}`));
  const outcomes = await Promise.allSettled(instances.map((by) => open([shop], by)));
  const won = outcomes.filter(({ status }) => status === 'fulfilled');
  assert.equal(won.length, 1, JSON.stringify(outcomes.map(({ status }) => status)));
});

test('what was closed can be opened, and nothing says whose it was', async (context) => {
  const { open } = await place(context);
  const state = await open();
  await state.close();
  assert.deepEqual(await readdir(state.directory), ['repositories.json']);
  await (await open([shop], newInstance('next'))).close();
});

const leftBehind: Record<string, string> = {
  'an ended process': ended,
  'a process that was killed as it began to write': '',
  'nobody knows whom': 'no instance',
};
for (const [whose, text] of Object.entries(leftBehind)) {
  test(`the state that ${whose} left behind is taken over, with what is in it`, async (context) => {
    const { open } = await place(context);
    const state = await open();
    await state.write('answers.json', 'kept');
    await writeFile(join(state.directory, 'owner'), text);
    const next = await open();
    assert.equal(await next.read('answers.json'), 'kept');
    assert.equal(await readFile(join(next.directory, 'owner'), 'utf8'), instance);
  });
}

for (const text of ['{"build":', '']) {
  test(`a file that is no JSON (${JSON.stringify(text)}) is set aside, said, and counts as missing`, async (context) => {
    const { open, unreadable } = await place(context);
    const state = await open();
    const path = join(state.directory, 'answers.json');
    await writeFile(path, text);
    assert.equal(await state.read('answers.json'), undefined);
    assert.deepEqual(unreadable, [`${path}.unreadable`]);
    assert.equal(await readFile(`${path}.unreadable`, 'utf8'), text);
    await state.write('answers.json', 'anew');
    assert.equal(await state.read('answers.json'), 'anew');
  });
}

test('what cannot be read is no missing file', async (context) => {
  const { open } = await place(context);
  const state = await open();
  await assert.rejects(state.read('.'), ({ code }) => code === 'EISDIR');
});
