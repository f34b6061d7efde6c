import { strict as assert } from 'node:assert';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Tokens } from './tokens.ts';

async function tokenFile(context: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tokens-'));
  context.after(() => rm(directory, { recursive: true }));
  return join(directory, 'tokens.csv');
}

test('a line is a token, a user, its id and its groups', async (context) => {
  const tokens = new Tokens(await tokenFile(context));
  tokens.add([{ user: 'ann', groups: ['builders', 'testers'] }, { user: 'bob' }]);
  const lines = (await readFile(tokens.file, 'utf8')).split('\n');
  assert.deepEqual(lines, [`${tokens.of('ann')},ann,ann,"builders,testers"`, `${tokens.of('bob')},bob,bob,""`, '']);
  assert.match(tokens.of('ann') ?? '', /^[\da-f]{48}$/);
  assert.notEqual(tokens.of('ann'), tokens.of('bob'));
});

test('who has a token keeps it, also in another process', async (context) => {
  const file = await tokenFile(context);
  const first = new Tokens(file);
  first.add([{ user: 'ann', groups: ['builders'] }]);
  const text = await readFile(file, 'utf8');
  const second = new Tokens(file);
  second.add([{ user: 'ann', groups: ['builders'] }]);
  assert.equal(second.of('ann'), first.of('ann'));
  assert.equal(await readFile(file, 'utf8'), text);
});
