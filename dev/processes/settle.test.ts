import { strict as assert } from 'node:assert';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { settle } from './settle.ts';

test('a file is written when it reads otherwise, and only then', async (context) => {
  const directory = await mkdtemp(join(tmpdir(), 'settle-'));
  context.after(() => rm(directory, { recursive: true }));
  const file = join(directory, 'proxy.yaml');
  await settle(file, 'a');
  const { ino, mtimeNs, mode } = await stat(file, { bigint: true });
  assert.equal(mode & 0o777n, 0o600n);
  await settle(file, 'a');
  const again = await stat(file, { bigint: true });
  assert.deepEqual([again.ino, again.mtimeNs], [ino, mtimeNs]);
  await settle(file, 'b');
  assert.equal(await readFile(file, 'utf8'), 'b');
});
