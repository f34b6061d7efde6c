import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { test, type TestContext } from 'node:test';
import { until } from '#adapters/local/real-time.testing.ts';
import { handlesSignals, idsIn, isAlive, makePlace, Run, supervisorsOf } from './run.testing.ts';

/** Each leaves the id of the process that is hard to find in the test's place, `$1`. */
const kinds: Record<string, (note: string) => string> = {
  'a plain process': (note) => `echo $$ > ${note}; exec sleep 600`,
  'one that ignores SIGTERM': (note) => `trap "" TERM; echo $$ > ${note}; while true; do sleep 1; done`,
  'one that is stopped': (note) => `echo $$ > ${note}; kill -STOP $$; sleep 600`,
  'one in a session of its own': (note) => `setsid sh -c 'echo $$ > ${note}; exec sleep 600' & wait`,
  'a daemon that forked twice': (note) => `(setsid sh -c 'sleep 600 & echo $! > ${note}' &); exec sleep 600`,
  'one with an emptied environment, in a session of its own': (note) =>
    `env -i setsid sh -c 'echo $$ > ${note}; exec sleep 600' & wait`,
  'one with an emptied environment, in a group of its own, without its parent': (note) =>
    `set -m; (env -i sh -c 'echo $$ > ${note}; exec sleep 600' &); exec sleep 600`,
  'one that starts others all the time': (note) =>
    `trap "" TERM; echo $$ > ${note}; while true; do setsid sh -c 'trap "" TERM; sleep 0.2; sleep 600' & sleep 0.1; done`,
};

async function startAll(context: TestContext) {
  const place = await makePlace(context);
  const commands = Object.values(kinds).map((command, index) => command(`${place}/${index}.pid`));
  const run = await Run.start(context, place, commands);
  await until('every child has left its id', async () => (await idsIn(place)).length === commands.length);
  const ids = await idsIn(place);
  for (const id of ids) assert.ok(isAlive(id), `${id} must live, or this test would prove nothing`);
  await until('its supervisor has begun', () => supervisorsOf(run.instance).every(handlesSignals));
  return { place, run, ids };
}

const nothingLeft = (run: Run, ids: readonly number[]) =>
  until(`nothing is left, not even the supervisor`, () => run.left(ids).length === 0).catch(() =>
    assert.deepEqual(run.left(ids), []),
  );

const ways: Record<string, (run: Run) => void> = {
  'when it is killed': ({ id }) => void process.kill(id, 'SIGKILL'),
  'when its whole process group is killed': ({ id }) => void process.kill(-id, 'SIGKILL'),
  'when it ends without closing anything': ({ id }) => void process.kill(id, 'SIGTERM'),
  'when its supervisor was asked to end before it was killed': ({ id, instance }) => {
    for (const supervisor of supervisorsOf(instance)) process.kill(supervisor, 'SIGTERM');
    process.kill(id, 'SIGKILL');
  },
};
for (const [when, end] of Object.entries(ways)) {
  test(`${when}, nothing of its children, its socket and its directory is left`, async (context) => {
    const { run, ids } = await startAll(context);
    end(run);
    await nothingLeft(run, ids);
  });
}

test('a supervisor that is killed is replaced, and the next one knows everything', async (context) => {
  const { run, ids } = await startAll(context);
  const [first = 0] = supervisorsOf(run.instance);
  process.kill(first, 'SIGKILL');
  await until('another one has begun', () =>
    supervisorsOf(run.instance).some((id) => id !== first && handlesSignals(id)),
  );
  await until('it is told', () => run.line('supervisor-lost')?.['signal'] === 'SIGKILL');
  for (const id of ids) assert.ok(isAlive(id), 'children go on meanwhile');
  process.kill(run.id, 'SIGKILL');
  await nothingLeft(run, ids);
});

test('what is left when both are killed goes when the next one starts, and that of the living stays', async (context) => {
  const { place, run, ids } = await startAll(context);
  const living = await startAll(context);
  for (const id of supervisorsOf(run.instance)) process.kill(id, 'SIGKILL');
  process.kill(run.id, 'SIGKILL');
  await until('both are gone', () => !isAlive(run.id) && supervisorsOf(run.instance).length === 0);
  assert.notDeepEqual(run.left(ids), [], 'something must be left, or this test would prove nothing');

  const next = await Run.start(context, place, []);
  await until('what it ended is told', () => next.line('orphans-ended') !== undefined);
  const left = run.left(ids).filter((one) => !one.endsWith('.sock'));
  assert.deepEqual(left, [], 'the socket is the next one’s');
  assert.equal(living.run.left(living.ids).length > living.ids.length, true);
  for (const id of living.ids) assert.ok(isAlive(id), 'nobody touches the children of another one');
  assert.equal(supervisorsOf(living.run.instance).length, 1);
});

test('processes that are not its own live on', async (context) => {
  const stranger = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  context.after(() => stranger.kill('SIGKILL'));
  const { run, ids } = await startAll(context);
  process.kill(run.id, 'SIGKILL');
  await nothingLeft(run, ids);
  assert.ok(isAlive(stranger.pid ?? 0));
});
