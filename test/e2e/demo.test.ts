import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { test, type TestContext } from 'node:test';
import { dm, makePlace, startUp, type Place } from './dm.testing.ts';

async function place(t: TestContext): Promise<Place> {
  const made = await makePlace();
  t.after(made.remove);
  return made;
}

/** Processes whose environment has this text: every child of one `dm up` has its temporary directory or mark. */
const processesOf = (text: string): readonly string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((id) => readEnvironment(id).includes(text));

function readEnvironment(id: string): string {
  try {
    return readFileSync(`/proc/${id}/environ`, 'utf8');
  } catch {
    return '';
  }
}

test('dm up --demo --exit --json tells the story, one object a line, and leaves nothing behind', async (t) => {
  const here = await place(t);
  const { lines, ended } = startUp(here, '--exit');
  assert.equal(await ended, 0);
  const end = lines.at(-1);
  assert.equal(end?.['ok'], true, JSON.stringify(lines, undefined, 1));
  assert.equal(end['failedRequests'], 0);
  const steps = end['steps'] as { name: string; ms: number }[];
  assert.deepEqual(
    steps.map(({ name }) => name),
    ['open', 'failing-tests', 'update', 'crash', 'second', 'close', 'merge', 'bad-merge'],
  );
  assert.deepEqual(processesOf(here.directory), []);
  const left = (await readdir(here.directory)).toSorted();
  assert.deepEqual(left, ['cache', 'private'], 'only the cache and the empty directory of the socket stay');
});

test('beside dm up its sisters answer, and a second one is refused', async (t) => {
  const here = await place(t);
  const up = startUp(here);
  t.after(() => up.child.kill('SIGKILL'));
  await up.line('the story ends', ({ ok }) => ok === true);

  const status = await dm(here, 'status');
  assert.equal(status.code, 0, status.stderr);
  assert.match(status.stdout, /shop-staging/);
  const list = JSON.parse((await dm(here, 'env', 'list', '--json')).stdout);
  assert.deepEqual(
    list.environments.map(({ name }: { name: string }) => name),
    ['shop-staging'],
  );
  const why = await dm(here, 'why', 'shop-staging');
  assert.match(why.stdout, /ChecksFailed/);
  const unknown = await dm(here, 'why', 'nothing-pr-1');
  assert.equal(unknown.code, 3);
  assert.match(unknown.stderr, /error: NotFound: .+\nnext: /s);
  const second = await dm(here, 'up', '--demo');
  assert.equal(second.code, 1);
  assert.match(second.stderr, /SocketInUse/);

  up.child.kill('SIGINT');
  assert.equal(await up.ended, 130);
  assert.deepEqual(processesOf(here.directory), []);
  const after = await dm(here, 'status');
  assert.equal(after.code, 1);
  assert.match(after.stderr, /error: NotRunning: .+\nnext: start it with/s);
});

test('Ctrl-C in the middle of the story ends everything', async (t) => {
  const here = await place(t);
  const up = startUp(here);
  t.after(() => up.child.kill('SIGKILL'));
  await up.line('a visitor asks while code is replaced', ({ event, name }) => event === 'step' && name === 'update');
  assert.notDeepEqual(processesOf(here.directory), []);
  up.child.kill('SIGINT');
  assert.equal(await up.ended, 130);
  assert.deepEqual(processesOf(here.directory), []);
  assert.deepEqual((await readdir(here.directory)).toSorted(), ['cache', 'private']);
});
