import { strict as assert } from 'node:assert';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { BLOCKED, REACHED } from '#features/canary/config.ts';
import { nodeCanary } from '#features/canary/node-canary.ts';

const { listen, call } = nodeCanary('unused', 1);

const run = ([, ...words]: readonly string[]): ChildProcess =>
  spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });

const exitOf = async (child: ChildProcess): Promise<unknown> => (await once(child, 'exit'))[0];

const answers = () =>
  new Promise<boolean>((tell) => {
    const socket = connect({ host: '127.0.0.1', port: 8080 });
    socket
      .on('error', () => tell(false))
      .on('connect', () => {
        socket.destroy();
        tell(true);
      });
  });

test("the canary's caller tells whom it reached and whom it did not", { timeout: 30_000 }, async (context) => {
  if (await answers()) return context.skip('something listens on port 8080 already');
  assert.equal(await exitOf(run(call('127.0.0.1'))), BLOCKED);
  const listener = run([...listen, '127.0.0.1']);
  context.after(() => listener.kill());
  while (!(await answers())) assert.equal(listener.exitCode, null, 'the listener must run');
  assert.equal(await exitOf(run(call('127.0.0.1'))), REACHED);
});
