import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { CliIo } from './io.ts';
import { defaultSocketPath } from './socket-path.ts';

const pathIn = (environment: NodeJS.ProcessEnv): string =>
  defaultSocketPath({ environment, temporaryDirectory: '/tmp', uid: 1000 } as CliIo);

test('the socket is in the runtime directory of the user', () => {
  assert.equal(pathIn({ XDG_RUNTIME_DIR: '/run/user/1000' }), '/run/user/1000/dungeon-master/dm.sock');
});

test('without one it is in a directory of this user for temporary files', () => {
  assert.equal(pathIn({}), '/tmp/dungeon-master-1000/dm.sock');
  assert.equal(pathIn({ XDG_RUNTIME_DIR: '' }), '/tmp/dungeon-master-1000/dm.sock');
});
