import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { until } from '#adapters/local/real-time.testing.ts';
import { systemClock, systemTimers } from '#adapters/node/time.ts';
import { startController } from '#apps/controller/create.ts';
import { seededRandom } from '#lib/random.ts';
import type { GitHub } from '#ports/github/github.ts';
import { noIsolation } from '#ports/isolation.ts';
import { silentLog } from '#ports/log.ts';
import { alwaysLeading } from '#runtime/leadership/election.ts';
import { emulatedDelivery } from './emulated-delivery.testing.ts';

/** A port that notes which of its verbs were used. */
function noted(github: GitHub, used: Set<string>): GitHub {
  const parts = Object.entries(github).map(([part, verbs]: [string, object]) => {
    const wrapped = Object.entries(verbs).map(([verb, call]: [string, (...given: unknown[]) => unknown]) => [
      verb,
      (...given: unknown[]) => {
        used.add(`${part}.${verb}`);
        return call(...given);
      },
    ]);
    return [part, Object.fromEntries(wrapped)];
  });
  return Object.fromEntries(parts) as GitHub;
}

test('the controller reports as report, and compares and delivers as resync', async (context) => {
  const delivery = await emulatedDelivery();
  const { world, objects, images } = delivery;
  const uses = { report: new Set<string>(), push: new Set<string>(), resync: new Set<string>() };
  const { github } = delivery;
  const byUse = {
    report: noted(github, uses.report),
    push: noted(github, uses.push),
    resync: noted(github, uses.resync),
    close: () => undefined,
  };
  const sha = await world.push('cart');
  const number = await world.openPullRequest('cart');
  await world.check(sha, 'test', 'success');

  const ports = { objects, images, github: byUse, podLogs: { tail: async () => [] }, random: seededRandom(1) };
  const config = { urlOf: (name: string) => `http://${name}.test/`, redact: (text: string) => text, resyncMs: 60_000 };
  const time = { clock: systemClock, timers: systemTimers, log: silentLog, isolation: noIsolation };
  const controller = await startController({ ...ports, ...time, election: alwaysLeading() }, config);
  context.after(() => controller.stop());
  await until('it is reported', async () => (await github.comments.listOurs(world.repository, number)).length > 0);

  assert.ok(uses.resync.has('pullRequests.listOpen') && uses.resync.has('deployments.create'));
  assert.ok(uses.report.has('comments.create') && uses.report.has('commitStatuses.create'));
  assert.ok(!uses.resync.has('commitStatuses.create') && !uses.report.has('pullRequests.listOpen'));
  assert.deepEqual([...uses.push], []);
});
