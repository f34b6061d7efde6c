import { strict as assert } from 'node:assert';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { realTimers, until } from '#adapters/local/real-time.testing.ts';
import { seededRandom } from '#lib/random.ts';
import { ContainersError, type Container } from '#ports/containers.ts';
import { silentLog } from '#ports/log.ts';
import { testChildren } from './children.testing.ts';
import { createProcessContainers, type ProcessContainers } from './containers.ts';
import { allowedEnvironment } from './environment.ts';
import { markedProcesses } from './process-table.ts';

const image = `local/shop@sha256:${'0'.repeat(64)}`;
const { instance, children } = testChildren();
const mark = `${instance}/`;
let directory = '';
let containers: ProcessContainers;
let count = 0;

const server = `
const { createServer } = require('node:http');
console.log('listens on', process.env.PORT);
createServer((request, response) => {
  response.statusCode = request.url === '/healthz' ? 204 : request.url === '/slow' ? 0 : 500;
  if (request.url !== '/slow') response.end();
}).listen(Number(process.env.PORT), '127.0.0.1');
`;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'processes-'));
  await writeFile(join(directory, 'server.js'), server);
});
after(async () => {
  await containers.stopAll(0);
  await rm(directory, { recursive: true, force: true });
});
beforeEach(() => {
  containers = createProcessContainers({
    images: { open: async () => directory },
    timers: realTimers,
    random: seededRandom(process.pid + (count += 1)),
    log: silentLog,
    environment: allowedEnvironment(process.env, dirname(process.execPath)),
    children,
  });
});

const start = (command: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Container> =>
  containers.start({ id: `shop-pr-1/shop-${(count += 1)}/0`, image, command, env });
const startShell = (text: string): Promise<Container> => start(['sh', '-c', text]);
const prints = (container: Container, text: string) =>
  until(`${text} is printed`, () => container.tail(200).some((line) => line.includes(text)));
const nothingLeft = () => assert.deepEqual(markedProcesses(mark), []);
const startFailed = (pattern: RegExp) => (thrown: unknown) => {
  assert.ok(thrown instanceof ContainersError, String(thrown));
  assert.equal(thrown.code, 'StartFailed');
  assert.match(`${thrown.message} ${thrown.next}`, pattern);
  return true;
};

test('a container listens on the port it was given and answers its probe', async () => {
  const container = await start(['node', 'server.js'], { PORT: '3000' });
  await until('the probe is answered', () => container.probe('/healthz', 1000));
  assert.equal(await container.probe('/broken', 1000), false, '500 is not ready');
  assert.equal(await container.probe('/slow', 50), false, 'no answer in time is not ready');
  assert.deepEqual(container.tail(1), [`listens on ${container.address.port}`]);
  await container.stop(5000);
  assert.equal(await container.probe('/healthz', 1000), false);
  nothingLeft();
});

test('a container sees the allowed variables and its own, and no others', async () => {
  process.env['SECRET_OF_THE_PARENT'] = 'hunter2';
  const container = await start(['env'], { COLOUR: 'red' });
  await container.exited;
  delete process.env['SECRET_OF_THE_PARENT'];
  const lines = container.tail(200);
  const names = new Set(lines.map((line) => line.split('=')[0]));
  const allowed = Object.keys(allowedEnvironment(process.env, '/'));
  assert.deepEqual(names, new Set([...allowed, 'COLOUR', 'DUNGEON_MASTER_CHILD', 'HOST', 'PORT']));
  assert.ok(lines.includes(`PORT=${container.address.port}`), lines.join('\n'));
});

const exits: Record<string, { command: string; exit: object }> = {
  'an exit has its code': { command: 'exit 3', exit: { code: 3 } },
  'an exit by a signal has its name': { command: 'kill -KILL $$', exit: { signal: 'SIGKILL' } },
};
for (const [sentence, { command, exit }] of Object.entries(exits)) {
  test(sentence, async () => {
    const container = await startShell(command);
    assert.deepEqual(await container.exited, exit);
  });
}

test('the last lines are there when the exit is known', async () => {
  const container = await startShell('echo to stdout; echo to stderr >&2; exit 1');
  await container.exited;
  assert.deepEqual(container.tail(9).toSorted(), ['to stderr', 'to stdout']);
});

test('a container that ends takes its children with it', async () => {
  const container = await startShell('sleep 600 & echo begun; exit 0');
  assert.deepEqual(await container.exited, { code: 0 });
  nothingLeft();
});

const stubborn: Record<string, string> = {
  'a plain process': 'exec sleep 600',
  'a child of a child': 'sh -c "sh -c \'echo begun; sleep 600\' & wait" & wait',
  'a process that ignores SIGTERM': 'trap "" TERM; echo begun; while true; do sleep 600; done',
  'a child that left the group': 'setsid sleep 600 & sleep 600',
};
for (const [what, command] of Object.entries(stubborn)) {
  test(`stopping leaves nothing of ${what}`, async () => {
    const container = await startShell(command);
    await until('it runs', () => markedProcesses(mark).length > 0);
    await container.stop(200);
    nothingLeft();
  });
}

test('stopping lets children end by themselves within the grace', async () => {
  const notes = join(directory, 'notes');
  const child = `trap 'sleep 0.3; echo ended >> ${notes}; exit' TERM; echo child; while true; do sleep 0.05; done`;
  await writeFile(join(directory, 'child.sh'), child);
  const container = await startShell('sh child.sh & wait');
  await prints(container, 'child');
  await container.stop(10_000);
  assert.equal(await readFile(notes, 'utf8'), 'ended\n');
  nothingLeft();
});

test('stopping twice, and stopping what has ended, is no error', async () => {
  const container = await startShell('sleep 600');
  await Promise.all([container.stop(1000), container.stop(1000)]);
  await container.stop(1000);
});

test('stopAll stops everything', async () => {
  await Promise.all([startShell('sleep 600'), startShell('sleep 600')]);
  await until('both run, or these tests would prove nothing', () => markedProcesses(mark).length >= 2);
  await containers.stopAll(1000);
  nothingLeft();
});

test('killAll ends everything without waiting', async () => {
  await Promise.all([startShell('sleep 600'), startShell('setsid sleep 600 & sleep 600')]);
  await until('all three run', () => markedProcesses(mark).length >= 3);
  children.killAll();
  await until('nothing is left', () => markedProcesses(mark).length === 0);
});

test('containers that run at the same time have ports of their own', async () => {
  const started = await Promise.all(Array.from({ length: 5 }, () => startShell('sleep 600')));
  assert.equal(new Set(started.map(({ address }) => address.port)).size, 5);
  await containers.stopAll(1000);
});

test('an id that runs already is StartFailed', async () => {
  const once = { id: 'shop-pr-1/shop/0', image, command: ['sleep', '600'], env: {} };
  const container = await containers.start(once);
  await assert.rejects(containers.start(once), startFailed(/runs already/));
  await container.stop(1000);
});

test('a command that does not exist is StartFailed, with its name', async () => {
  await assert.rejects(start(['no-such-program']), startFailed(/no-such-program.*spec\.command/));
});

test('an image without a digest is ImageNotFound', async () => {
  const pulled = containers.pull('local/shop:latest');
  await assert.rejects(pulled, (thrown) => thrown instanceof ContainersError && thrown.code === 'ImageNotFound');
});

const sources: Record<string, { files: Record<string, string>; prints: string }> = {
  'web of the Procfile': { files: { Procfile: 'worker: echo worker\nweb: echo web $PORT\n' }, prints: '^web [0-9]+$' },
  'npm start': { files: { 'package.json': '{"scripts":{"start":"echo started"}}' }, prints: 'started' },
};
for (const [what, { files, prints: printed }] of Object.entries(sources)) {
  test(`without a command, ${what} is started`, async () => {
    await rm(join(directory, 'Procfile'), { force: true });
    for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
    const container = await containers.start({ id: `shop-pr-1/shop-${(count += 1)}/0`, image, env: {} });
    await container.exited;
    assert.match(container.tail(20).join('\n'), new RegExp(printed));
    for (const name of Object.keys(files)) await rm(join(directory, name));
  });
}

test('when nothing says how to start, the error says what to write', async () => {
  const started = containers.start({ id: 'shop-pr-1/shop/0', image, env: {} });
  await assert.rejects(started, startFailed(/spec\.command.*Procfile.*package\.json/));
});
