import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { identityOf, readProcess } from '#adapters/local/processes/process-table.ts';
import { unsupervised } from '#adapters/local/processes/supervision.ts';
import { Daemon, type DaemonOptions } from './daemon.ts';
import { waitFor } from './wait.ts';

const SOON_MS = 10_000;

async function optionsFor(context: TestContext, script: string): Promise<DaemonOptions> {
  const directory = await mkdtemp(join(tmpdir(), 'daemon-'));
  const options = {
    name: 'sleeper',
    command: ['sh', '-c', script],
    logFile: join(directory, 'logs', 'sleeper.log'),
    pidFile: join(directory, 'pids', 'sleeper'),
    supervision: unsupervised,
    instance: `daemon-test-${randomUUID()}`,
  };
  context.after(async () => {
    await new Daemon(options).kill('SIGKILL');
    await rm(directory, { recursive: true, force: true });
  });
  return options;
}

const SLEEP = 'echo started; sleep 600 & wait';
const stateOf = async (id: number) => (await readFile(`/proc/${id}/stat`, 'utf8')).replace(/.*\) /, '')[0];

test('it runs in a session of its own, and what it writes is in its log', async (context) => {
  const options = await optionsFor(context, SLEEP);
  const daemon = new Daemon(options);
  await daemon.start();
  assert.equal(readProcess(daemon.id ?? 0)?.session, daemon.id);
  await waitFor('its first word', SOON_MS, async () => (await readFile(options.logFile, 'utf8')) === 'started\n');
});

test('starting what runs starts nothing', async (context) => {
  const daemon = new Daemon(await optionsFor(context, SLEEP));
  await daemon.start();
  const { id } = daemon;
  await daemon.start();
  assert.equal(daemon.id, id);
});

test('another process finds it by its file, and ends it with its children', async (context) => {
  const options = await optionsFor(context, SLEEP);
  const daemon = new Daemon(options);
  await daemon.start();
  const other = new Daemon(options);
  assert.equal(other.id, daemon.id);
  await other.kill('SIGKILL');
  assert.equal(daemon.isRunning, false);
  assert.equal(new Daemon(options).isRunning, false);
});

test('it is found by its mark when whoever started it ended before the file was written', async (context) => {
  const options = await optionsFor(context, SLEEP);
  const daemon = new Daemon(options);
  await daemon.start();
  await rm(options.pidFile);
  assert.equal(new Daemon(options).id, daemon.id);
});

test('a stranger that has its number by now is neither found nor ended', async (context) => {
  const options = await optionsFor(context, SLEEP);
  await new Daemon(options).start();
  await new Daemon(options).kill('SIGKILL');
  const stranger = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  context.after(() => stranger.kill('SIGKILL'));
  const { id, startTime } = identityOf(stranger.pid ?? 0);
  await writeFile(options.pidFile, `${id} ${Number(startTime) - 1}\n`);
  const daemon = new Daemon(options);
  assert.equal(daemon.isRunning, false);
  await daemon.kill('SIGKILL');
  assert.notEqual(await stateOf(id), 'Z');
  assert.equal(stranger.signalCode, null);
});

test('it is frozen with all its group, and goes on', async (context) => {
  const daemon = new Daemon(await optionsFor(context, SLEEP));
  await daemon.start();
  const { id = 0 } = daemon;
  daemon.freeze();
  await waitFor('it to stop', SOON_MS, async () => (await stateOf(id)) === 'T');
  daemon.resume();
  await waitFor('it to go on', SOON_MS, async () => (await stateOf(id)) !== 'T');
});

test('one that has ended says its last words', async (context) => {
  const options = await optionsFor(context, 'echo "no such port" >&2; exit 3');
  const daemon = new Daemon(options);
  await daemon.start();
  await assert.rejects(
    waitFor('it to run', SOON_MS, async () => {
      await Promise.resolve(daemon.demandRunning());
      return false;
    }),
    { code: 'ProcessEnded', message: /no such port/, next: `read ${options.logFile}` },
  );
});

test('a program that is not there is an error of the system', async (context) => {
  const options = await optionsFor(context, SLEEP);
  await assert.rejects(new Daemon({ ...options, command: ['/no/such/program'] }).start(), { code: 'ENOENT' });
});
