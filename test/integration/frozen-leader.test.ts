import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { until } from '#adapters/local/real-time.testing.ts';

interface Write {
  readonly what: string;
  /** Since the write before. */
  readonly pauseMs: number;
}

/** The program leads for four seconds without a renewal. */
const FROZEN_MS = 4_500;

test('a leader that the kernel froze for longer than it may lead is refused at its first write', async (context) => {
  const program = fileURLToPath(new URL('leader.testing.ts', import.meta.url));
  const leader = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  context.after(() => leader.kill('SIGKILL'));
  const writes: Write[] = [];
  createInterface(leader.stdout).on('line', (line) => writes.push(JSON.parse(line) as Write));
  await until('it leads', async () => writes.length >= 5);

  leader.kill('SIGSTOP');
  await pass(FROZEN_MS);
  leader.kill('SIGCONT');
  await until('it was frozen', async () => writes.some(({ pauseMs }) => pauseMs >= FROZEN_MS - 100));

  const first = writes.findIndex(({ pauseMs }) => pauseMs >= FROZEN_MS - 100);
  assert.deepEqual([writes[first - 1]?.what, writes[first]?.what], ['wrote', 'NotLeading']);
  await until('it leads again', async () => writes.slice(first).some(({ what }) => what === 'wrote'));
});
