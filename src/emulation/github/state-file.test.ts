import { strict as assert } from 'node:assert';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { emptyState } from './state.ts';
import { createStateFile } from './state-file.ts';

async function place(context: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'dungeon-master-state-'));
  context.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

test('of many states only the newest is kept, whole and for its owner only', async (context) => {
  const directory = await place(context);
  const path = join(directory, 'github', 'state.json');
  const store = createStateFile(path);
  assert.equal(await store.load(), undefined);
  for (let nextId = 1; nextId <= 50; nextId += 1) store.save({ ...emptyState(), nextId });
  await store.flush();
  assert.equal((await createStateFile(path).load())?.nextId, 50);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.deepEqual(await readdir(join(directory, 'github')), ['state.json']);
});

const unreadable: Record<string, { text: string; words: RegExp }> = {
  'a newer version': { text: '{"version":2,"state":{}}', words: /version 2, and 1 is read/ },
  'no JSON': { text: 'half a fi', words: /not a state/ },
  'something else': { text: '[]', words: /not a state/ },
};

for (const [sentence, { text, words }] of Object.entries(unreadable)) {
  test(`a file with ${sentence} is an error that says what to do, and is left as it is`, async (context) => {
    const path = join(await place(context), 'state.json');
    await writeFile(path, text);
    await assert.rejects(createStateFile(path).load(), (thrown: Error & { next?: string }) => {
      assert.match(thrown.message, words);
      assert.match(thrown.next ?? '', /remove the file/);
      return true;
    });
    assert.equal(await readFile(path, 'utf8'), text);
  });
}

test('a state that cannot be kept is an error of the flush', async (context) => {
  const directory = await place(context);
  await writeFile(join(directory, 'file'), '');
  const store = createStateFile(join(directory, 'file', 'state.json'));
  store.save(emptyState());
  await assert.rejects(store.flush(), /keep the state of GitHub/);
});
