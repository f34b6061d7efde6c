import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Controller } from '#apps/controller/create.ts';
import type { CacheStats } from '#runtime/watch-cache.ts';
import { answerHealth } from './health.ts';
import { createMetrics } from './metrics.ts';

const full: CacheStats = {
  kind: 'Pod',
  objects: 7,
  isFilled: true,
  fills: 2,
  watches: 3,
  failures: 0,
  silentMs: 1_500,
};
const empty: CacheStats = { ...full, kind: 'Service', objects: 0, isFilled: false, fills: 0, failures: 4 };
const forbidden = 'GET /api/v1/services: 403: services is forbidden';

interface Asked {
  readonly caches?: readonly CacheStats[];
  readonly isStale?: boolean;
  readonly path: string;
}

async function ask({ caches = [full], isStale = false, path }: Asked) {
  const controller = { stats: () => caches, isStale: () => isStale } as unknown as Controller;
  const metrics = createMetrics({ caches: () => caches, isLeading: () => true });
  const answer = await answerHealth({ controller, clock: { now: () => 0 }, metrics }, path);
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
}

const cases: Record<string, Asked & { readonly status: number; readonly says: string }> = {
  'alive while its watches are': { path: '/healthz', status: 200, says: 'ok' },
  'not alive when one of them hangs: only a new process helps': {
    path: '/healthz',
    isStale: true,
    status: 503,
    says: 'a watch is stale',
  },
  'alive while a right is missing: a new process would not have it either': {
    path: '/healthz',
    caches: [full, { ...empty, problem: forbidden }],
    status: 200,
    says: 'ok',
  },
  'ready when all caches are full': { path: '/readyz', status: 200, says: 'ok' },
  'not ready while one is read, which is named': {
    path: '/readyz',
    caches: [full, empty],
    status: 503,
    says: 'the cache of Service is not full yet: it is being read',
  },
  'not ready without a right, which is named': {
    path: '/readyz',
    caches: [full, { ...empty, problem: forbidden }],
    status: 503,
    says: `the cache of Service is not full yet: ${forbidden}`,
  },
  'what nobody knows': {
    path: '/',
    status: 404,
    says: 'there is nothing here: ask /healthz, /readyz or /metrics',
  },
};
for (const [sentence, { status, says, ...asked }] of Object.entries(cases)) {
  test(sentence, async () => {
    const answer = await ask(asked);
    assert.deepEqual([answer.status, answer.text], [status, `${says}\n`]);
  });
}

test('metrics say how each cache does, as things stand when they are asked for', async () => {
  const { status, type, text } = await ask({ caches: [full, empty], path: '/metrics' });
  assert.deepEqual([status, type], [200, 'text/plain; version=0.0.4; charset=utf-8']);
  assert.deepEqual(
    text.split('\n').filter((line) => line !== '' && !line.startsWith('#')),
    [
      'dungeonmaster_leading 1',
      'dungeonmaster_watch_cache_objects{kind="Pod"} 7',
      'dungeonmaster_watch_cache_objects{kind="Service"} 0',
      'dungeonmaster_watch_cache_fills_total{kind="Pod"} 2',
      'dungeonmaster_watch_cache_fills_total{kind="Service"} 0',
      'dungeonmaster_watch_cache_watches_total{kind="Pod"} 3',
      'dungeonmaster_watch_cache_watches_total{kind="Service"} 3',
      'dungeonmaster_watch_cache_failures{kind="Pod"} 0',
      'dungeonmaster_watch_cache_failures{kind="Service"} 4',
      'dungeonmaster_watch_cache_silent_seconds{kind="Pod"} 1.5',
      'dungeonmaster_watch_cache_silent_seconds{kind="Service"} 1.5',
    ],
  );
});
