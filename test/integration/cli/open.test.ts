import { strict as assert } from 'node:assert';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { until } from '#adapters/local/real-time.testing.ts';
import { createServer } from '#apps/server/server.ts';
import { listenOnSocket } from '#apps/server/socket.ts';
import { readerOf } from '#apps/server/world.testing.ts';
import { preview } from '#features/deliver/worlds.testing.ts';
import { silentLog } from '#ports/log.ts';
import { directory, run } from './dm.testing.ts';

const URL_OF_IT = 'http://shop-pr-12.localhost:4400/';

/** A server with one preview at an address, or at none. */
async function serve(context: TestContext, url?: string): Promise<string> {
  const socket = join(await directory(context), 'run', 'dm.sock');
  const environment = { ...preview({}), ...(url !== undefined && { status: { url } }) };
  const timers = { after: () => () => undefined };
  const app = createServer({ reader: readerOf(environment), timers, log: silentLog });
  const server = await listenOnSocket(app, socket);
  context.after(() => server.close());
  return socket;
}

test('the browser of the user gets the address and nothing else', async (context) => {
  const socket = await serve(context, URL_OF_IT);
  const home = await directory(context);
  const browser = join(home, 'browser');
  const opened = join(home, 'opened');
  await writeFile(browser, `#!/bin/sh\nprintf '%s|' "$#" "$@" > '${opened}.part' && mv '${opened}.part' '${opened}'\n`);
  await chmod(browser, 0o755);
  const environment = { BROWSER: browser };
  const { code, stdout, stderr } = await run(['env', 'open', 'shop-pr-12', '--socket', socket], { environment });
  assert.deepEqual([code, stdout, stderr], [0, `${URL_OF_IT}\n`, '']);
  const seen = () => readFile(opened, 'utf8').catch(() => '');
  await until('the browser was started', async () => (await seen()) !== '');
  assert.equal(await seen(), `1|${URL_OF_IT}|`);
});

const printed: Record<string, { words: readonly string[]; environment?: object; stderr: RegExp }> = {
  'where there is no display the address is printed, and that is said': { words: [], stderr: /no display/ },
  'a browser that is not there is said': {
    words: [],
    environment: { BROWSER: '/nowhere/browser' },
    stderr: /^\/nowhere\/browser could not be started/,
  },
  'with --print nothing is started': {
    words: ['--print'],
    environment: { BROWSER: '/nowhere/browser' },
    stderr: /^$/,
  },
};
for (const [sentence, { words, environment = {}, stderr }] of Object.entries(printed)) {
  test(sentence, async (context) => {
    const socket = await serve(context, URL_OF_IT);
    const ended = await run(['env', 'open', 'shop-pr-12', ...words, '--socket', socket], { environment });
    assert.deepEqual([ended.code, ended.stdout], [0, `${URL_OF_IT}\n`]);
    assert.match(ended.stderr, stderr);
  });
}

test('with --json it is data, and nothing is started', async (context) => {
  const socket = await serve(context, URL_OF_IT);
  const environment = { BROWSER: '/nowhere/browser' };
  const { stdout, stderr } = await run(['env', 'open', 'shop-pr-12', '--json', '--socket', socket], { environment });
  assert.deepEqual([JSON.parse(stdout), stderr], [{ name: 'shop-pr-12', url: URL_OF_IT }, '']);
});

const refused: Record<string, { url?: string; name?: string; code: number; says: RegExp }> = {
  'one without an address says why': {
    code: 1,
    says: /^error: NoAddress: shop-pr-12 has no address yet: NothingToRun: .+\nnext: dm why shop-pr-12\n$/,
  },
  'an address that is none of the web is not opened': {
    url: 'javascript:alert(1)',
    code: 1,
    says: /^error: NoAddress: .*javascript:.*\nnext: /,
  },
  'one that is not there': { name: 'shop-pr-9', code: 3, says: /^error: NotFound: / },
};
for (const [sentence, { url, name = 'shop-pr-12', code, says }] of Object.entries(refused)) {
  test(sentence, async (context) => {
    const socket = await serve(context, url);
    const environment = { BROWSER: '/bin/true' };
    const ended = await run(['env', 'open', name, '--socket', socket], { environment });
    assert.deepEqual([ended.code, ended.stdout], [code, '']);
    assert.match(ended.stderr, says);
  });
}
