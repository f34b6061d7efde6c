import { strict as assert } from 'node:assert';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { manualTimers } from '#ports/manual-timers.testing.ts';
import { fixedToken, tokenFile } from './token-file.ts';

async function fileUnderTest(context: TestContext) {
  const directory = await mkdtemp(join(tmpdir(), 'dm-token-'));
  context.after(() => rm(directory, { recursive: true }));
  const path = join(directory, 'token');
  const time = manualTimers();
  return { path, time, credentials: tokenFile(path, time), put: (token: string) => writeFile(path, token) };
}

test('a token is read without the white space around it', async (context) => {
  const { credentials, put } = await fileUnderTest(context);
  await put(' one\n');
  assert.equal(await credentials.token(), 'one');
});

test('a token that was replaced is known after a minute, not before', async (context) => {
  const { credentials, put, time } = await fileUnderTest(context);
  await put('one');
  await credentials.token();
  await put('two');
  time.advance(59_999);
  assert.equal(await credentials.token(), 'one');
  time.advance(1);
  assert.equal(await credentials.token(), 'two');
});

test('a token that was refused is read anew at once', async (context) => {
  const { credentials, put } = await fileUnderTest(context);
  await put('one');
  await credentials.token();
  await put('two');
  credentials.refused('one');
  assert.equal(await credentials.token(), 'two');
});

test('the refusal of a token that was replaced since changes nothing', async (context) => {
  const { credentials, put } = await fileUnderTest(context);
  await put('two');
  await credentials.token();
  await put('three');
  credentials.refused('one');
  assert.equal(await credentials.token(), 'two');
});

test('a file that is missing is an error each time, and read when it is there', async (context) => {
  const { credentials, put } = await fileUnderTest(context);
  await assert.rejects(credentials.token(), { code: 'ENOENT' });
  await put('one');
  assert.equal(await credentials.token(), 'one');
});

test('a fixed token stays', async () => {
  const credentials = fixedToken('one');
  credentials.refused('one');
  assert.equal(await credentials.token(), 'one');
});
