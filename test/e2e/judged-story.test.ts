import { strict as assert } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startDemo } from '#apps/up/demo.ts';
import type { StoryEvent } from '#apps/up/story/narrator.ts';
import { steps } from '#apps/up/story/steps.ts';
import { startChildren } from '#apps/up/world/children.ts';
import { Closing } from '#apps/up/world/closing.ts';
import { makeDirectories } from '#apps/up/world/directories.ts';
import { until, type Look } from '#apps/up/people/until.ts';
import type { SeenExchange } from '#emulation/github/api.ts';
import type { Delivery, GitHubState } from '#emulation/github/state.ts';
import { silentLog } from '#ports/log.ts';
import { createJudge } from '#test/judge/judge.ts';
import { faultsIn } from './faults.testing.ts';
import { markedProcesses } from '#adapters/local/processes/process-table.ts';

test('the story comes true, and GitHub\u2019s own description finds no fault with any exchange or delivery', async (t) => {
  const cache = await mkdtemp(join(tmpdir(), 'dm-story-'));
  t.after(() => rm(cache, { recursive: true, force: true }));
  const closing = new Closing(silentLog);
  t.after(() => closing.close());
  const environment = { ...process.env, XDG_CACHE_HOME: cache };
  const local = startChildren({ log: silentLog, closing });
  const directories = await makeDirectories(environment, local);
  closing.add('directories', directories.remove);
  const exchanges: SeenExchange[] = [];
  const onExchange = (exchange: SeenExchange) => void exchanges.push(exchange);
  const demo = await startDemo({ directories, environment, local, proxyPort: 0, log: silentLog, closing, onExchange });
  const events: StoryEvent[] = [];

  const end = await demo.tell((event) => events.push(event), new AbortController().signal);

  assert.deepEqual(end.ok ? [] : [end.error], [], events.map((event) => JSON.stringify(event)).join('\n'));
  assert.deepEqual(
    end.steps.map(({ name }) => name),
    steps.map(({ name }) => name),
  );
  const deliveries = await until('every delivery was tried', async () => whenTried(demo.github.host.state), 20_000);
  await closing.close();
  assert.deepEqual(markedProcesses(`${local.children.instance}/`), [], 'a child is left');
  judge(exchanges, deliveries);
});

function whenTried({ deliveries }: GitHubState): Look<readonly Delivery[]> {
  const waiting = deliveries.filter(({ attempts }) => attempts.length === 0);
  return waiting.length === 0 ? { found: deliveries } : { notYet: `${waiting.length} were not` };
}

function judge(exchanges: readonly SeenExchange[], deliveries: readonly Delivery[]): void {
  const described = createJudge();
  assert.ok(exchanges.length > 100, `only ${exchanges.length} exchanges were seen`);
  assert.deepEqual(faultsIn(exchanges, described), []);
  assert.ok(deliveries.length > 20, `only ${deliveries.length} deliveries were made`);
  assert.deepEqual(
    deliveries.flatMap(({ event, payload }) => described.delivery(event, JSON.parse(JSON.stringify(payload)))),
    [],
  );
  const lost = deliveries.filter(
    ({ attempts }) => !attempts.some(({ result }) => 'statusCode' in result && result.statusCode < 300),
  );
  assert.deepEqual(
    lost.map(({ event, attempts }) => ({ event, attempts })),
    [],
  );
}
