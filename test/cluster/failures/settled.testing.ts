import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { waitFor } from '#dev/processes/wait.ts';
import { isLate } from '#features/environment/rollout.ts';
import { inWords, isAbout } from './audit.testing.ts';
import type { UseBench } from './bench.testing.ts';
import type { Shall } from './environment.testing.ts';
import { program } from './programs.testing.ts';

/** The cluster is looked at no more often than it must be. */
const LOOK_MS = 1_000;
/** What is left to happen after the last deadline. */
const SILENT_MS = 3_000;

/** Law 6: what is equal is not written, whatever its pods do. */
export function settledTests(bench: UseBench): void {
  test('what has settled is not written again, though its pods crash, its image is asked for, its deadline passes', async (context) => {
    const { first, missing, root } = bench().images;
    const run = async (name: string, shall: Shall) => {
      const environment = await bench().preview(`silent-${name}`);
      await environment.run(shall);
      await environment.verdict();
      await environment.reported();
      return environment.name;
    };
    const [runs, ...failing] = await Promise.all([
      run('runs', { image: first }),
      run('crashes', { image: first, command: program('crash') }),
      run('eats', { image: first, command: program('greedy'), resources: { limits: { memory: '96Mi' } } }),
      run('pulls', { image: missing }),
      run('roots', { image: root }),
      run('starts', { image: first, command: ['nosuch'] }),
    ]);
    const names = [runs, ...failing];
    const writes = () =>
      bench()
        .audit.ourWrites()
        .filter((write) => names.some((name) => isAbout(write, name)))
        .map(inWords);
    const [before, since] = [writes(), performance.now()];
    assert.ok(before.length > 5 * names.length, 'the audit sees our writes');
    await waitFor('all deadlines to pass', 150_000, async () => {
      await pause(LOOK_MS);
      const found = await Promise.all(
        failing.map((namespace) => bench().ground.objects.list('Deployment', { namespace })),
      );
      return found.every(({ items }) => items.length === 1 && items.every(isLate));
    });
    await pause(SILENT_MS);
    context.diagnostic(`no write within ${Math.round((performance.now() - since) / 1000)} s`);
    assert.deepEqual(writes().slice(before.length), []);
  });
}
