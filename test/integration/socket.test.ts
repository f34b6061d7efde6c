import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, lstat, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { listenOnSocket, SocketError } from '#apps/server/socket.ts';

const app = { fetch: () => new Response('hello') };

async function place(context: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'dm-'));
  context.after(() => rm(directory, { recursive: true }));
  return join(directory, 'run', 'dm.sock');
}

async function ask(socketPath: string): Promise<string> {
  const [answer] = await once(request({ socketPath, agent: false }).end(), 'response');
  return text(answer);
}

const withCode = (code: SocketError['code']) => (error: unknown) => {
  assert.ok(error instanceof SocketError, String(error));
  assert.equal(error.code, code);
  assert.notEqual(error.next ?? '', '');
  return true;
};

/** Closes with the test what should not have been opened. */
async function listen(context: TestContext, path: string): Promise<void> {
  const server = await listenOnSocket(app, path);
  context.after(() => server.close());
}

test('the socket is reachable by this user only, and gone when it is closed', async (context) => {
  const path = await place(context);
  const server = await listenOnSocket(app, path);
  context.after(() => server.close());
  assert.equal(await ask(path), 'hello');
  assert.equal((await lstat(path)).mode & 0o777, 0o600);
  assert.equal((await lstat(join(path, '..'))).mode & 0o777, 0o700);
  await server.close();
  assert.deepEqual(await readdir(join(path, '..')), []);
  await server.close();
});

test('a second one is refused while the first lives, and the first goes on', async (context) => {
  const path = await place(context);
  const server = await listenOnSocket(app, path);
  context.after(() => server.close());
  await assert.rejects(listen(context, path), withCode('SocketInUse'));
  assert.equal(await ask(path), 'hello');
});

test('the socket of a process that was killed is replaced', async (context) => {
  const path = await place(context);
  await mkdir(join(path, '..'), { mode: 0o700 });
  const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => console.log('up'))`;
  const other = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(other.stdout, 'data');
  other.kill('SIGKILL');
  await once(other, 'exit');
  assert.ok((await lstat(path)).isSocket());
  const server = await listenOnSocket(app, path);
  context.after(() => server.close());
  assert.equal(await ask(path), 'hello');
});

test('a directory that others may enter is refused and left as it is', async (context) => {
  const path = await place(context);
  await mkdir(join(path, '..'));
  await chmod(join(path, '..'), 0o755);
  await assert.rejects(listen(context, path), withCode('SocketUnsafe'));
  assert.equal((await lstat(join(path, '..'))).mode & 0o777, 0o755);
});

test('a file that is no socket is refused and left as it is', async (context) => {
  const path = await place(context);
  await mkdir(join(path, '..'), { mode: 0o700 });
  await writeFile(path, 'mine');
  await assert.rejects(listen(context, path), withCode('SocketInvalid'));
  assert.equal((await lstat(path)).size, 4);
});

test('a path that no socket can have is refused in words', async (context) => {
  const path = `${await place(context)}${'x'.repeat(100)}`;
  await assert.rejects(listen(context, path), withCode('SocketInvalid'));
});
