import { strict as assert } from 'node:assert';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { xdgDirectory } from './xdg.ts';

const usual = join(homedir(), '.local', 'state', 'dungeon-master');
const roots: Record<string, { environment: NodeJS.ProcessEnv; root: string }> = {
  'the state is where XDG_STATE_HOME says': { environment: { XDG_STATE_HOME: '/x' }, root: '/x/dungeon-master' },
  'without XDG_STATE_HOME it is in the usual place': { environment: {}, root: usual },
  'an empty XDG_STATE_HOME counts as none': { environment: { XDG_STATE_HOME: '' }, root: usual },
  'a relative XDG_STATE_HOME counts as none': { environment: { XDG_STATE_HOME: 'state' }, root: usual },
};
for (const [sentence, { environment, root }] of Object.entries(roots)) {
  test(sentence, () => assert.equal(xdgDirectory(environment, 'XDG_STATE_HOME'), root));
}

test('each kind of file has a place of its own', () =>
  assert.equal(xdgDirectory({ XDG_STATE_HOME: '/x' }, 'XDG_CACHE_HOME'), join(homedir(), '.cache', 'dungeon-master')));
