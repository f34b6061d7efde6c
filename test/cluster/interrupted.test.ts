import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CLUSTERS } from '#dev/cluster/plan.ts';
import { removeCluster } from '#dev/cluster/removal.ts';
import { tracesOf } from './traces.testing.ts';

/** Clusters of tests take the lowest numbers. */
const NUMBER = CLUSTERS - 1;
const MAIN = fileURLToPath(new URL('start/main.ts', import.meta.url));

/** Starts the cluster; ends that with the signal as soon as it says this line. @returns the exit code, if any */
async function start(directory: string, line?: string, signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
  const child = spawn(process.execPath, [MAIN, String(NUMBER), directory], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => void child.once('close', resolve));
  for await (const said of createInterface({ input: child.stderr })) if (said === line) child.kill(signal);
  return ended;
}

const STEPS = ['control plane ...', 'registry and nodes ...', 'DNS and metrics ...', 'waiting for 2 nodes ...'];

test('a start that is interrupted at any step goes on with the next one', async (context) => {
  const directory = join(tmpdir(), `dm-${randomUUID()}`);
  context.after(() => removeCluster(NUMBER, directory));
  for (const step of STEPS) assert.equal(await start(directory, step), null);
  assert.equal(await start(directory), 0);
  assert.equal(await start(directory), 0);
  await removeCluster(NUMBER, directory);
  assert.deepEqual(await tracesOf(NUMBER), []);
  assert.equal(existsSync(directory), false);
});

for (const step of STEPS) {
  test(`a start that was killed at "${step}" is removed without a trace`, async () => {
    const directory = join(tmpdir(), `dm-${randomUUID()}`);
    assert.equal(await start(directory, step, 'SIGKILL'), null);
    assert.notEqual((await tracesOf(NUMBER)).length, 0);
    await removeCluster(NUMBER, directory);
    assert.deepEqual(await tracesOf(NUMBER), []);
    assert.equal(existsSync(directory), false);
  });
}

test('removing what is not there removes nothing', async () => {
  await removeCluster(NUMBER, join(tmpdir(), `dm-${randomUUID()}`));
  assert.deepEqual(await tracesOf(NUMBER), []);
});
