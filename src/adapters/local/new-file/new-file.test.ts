import { strict as assert } from 'node:assert';
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { NewFileError } from '#ports/new-file.ts';
import { createNewFile } from './new-file.ts';

async function place(context: TestContext): Promise<{ directory: string; path: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'new-file-'));
  context.after(() => rm(directory, { recursive: true }));
  return { directory, path: join(directory, 'file.yaml') };
}

const refuses = (code: string) => (error: unknown) => error instanceof NewFileError && error.code === code;

test('a new file has the text and the mode that the umask leaves, and nothing stays beside it', async (context) => {
  const { directory, path } = await place(context);
  await createNewFile(path).write('a: 1\n', { replace: false });
  assert.equal(await readFile(path, 'utf8'), 'a: 1\n');
  assert.equal((await stat(path)).mode & 0o777, 0o666 & ~process.umask());
  assert.deepEqual(await readdir(directory), ['file.yaml']);
});

test('what is there is not replaced unless it is told to', async (context) => {
  const { directory, path } = await place(context);
  await writeFile(path, 'theirs');
  const file = createNewFile(path);
  assert.equal(await file.exists(), true);
  await assert.rejects(file.write('ours', { replace: false }), refuses('FileExists'));
  assert.equal(await readFile(path, 'utf8'), 'theirs');
  await file.write('ours', { replace: true });
  assert.equal(await readFile(path, 'utf8'), 'ours');
  assert.deepEqual(await readdir(directory), ['file.yaml']);
});

test('a link is something that is there, and what it points at stays as it is', async (context) => {
  const { directory, path } = await place(context);
  await writeFile(join(directory, 'elsewhere'), 'theirs');
  await symlink('elsewhere', path);
  await assert.rejects(createNewFile(path).write('ours', { replace: false }), refuses('FileExists'));
  await createNewFile(path).write('ours', { replace: true });
  assert.equal(await readFile(join(directory, 'elsewhere'), 'utf8'), 'theirs');
});

test('a directory that is not there is told, with the next step', async (context) => {
  const { directory } = await place(context);
  const file = createNewFile(join(directory, 'nowhere', 'file.yaml'));
  assert.equal(await file.exists(), false);
  await assert.rejects(file.write('ours', { replace: false }), refuses('WriteFailed'));
});
