import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { makePlace, startUp } from './dm.testing.ts';

const KUBECONFIG = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'away', cluster: { server: 'https://127.0.0.1:9' } }],
  users: [{ name: 'me', user: { token: 'mine' } }],
  contexts: [{ name: 'away', context: { cluster: 'away', user: 'me' } }],
});

/** A registry that takes connections and never says a word. */
async function silentRegistry(context: TestContext) {
  const { promise: visited, resolve: visit } = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    context.after(() => socket.destroy());
    visit();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, visited };
}

test('one Ctrl-C ends a start that waits for a server without an answer', async (context) => {
  const here = await makePlace();
  context.after(here.remove);
  const file = join(here.directory, 'kubeconfig');
  await writeFile(file, KUBECONFIG);
  const registry = await silentRegistry(context);
  const place = { ...here, environment: { ...here.environment, KUBECONFIG: file } };
  const up = startUp(place, '--context', 'away', '--registry', registry.address, '--plain-http');
  context.after(() => up.child.kill('SIGKILL'));

  await registry.visited;
  up.child.kill('SIGINT');
  assert.equal(await up.ended, 130);
  assert.deepEqual((await readdir(here.directory)).filter((name) => name !== 'kubeconfig').toSorted(), [
    'cache',
    'private',
  ]);
});
