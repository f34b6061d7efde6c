import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { BudgetedRequest, LimitNews, Priority, RequestCost, Turn } from '#ports/github/budget.ts';
import { GitHubError } from '#ports/github/errors.ts';
import { silentLog } from '#ports/log.ts';
import { createVirtualTime } from '#test/virtual-time.ts';
import { createGitHubBudget } from './budget.ts';
import { budgetLimits } from './limits.ts';

const START = Date.UTC(2026, 0, 5, 9);
const MINUTE_MS = 60_000;

/** A budget, and who was let go or refused, in order. */
function bench(limits: Partial<typeof budgetLimits> = {}) {
  const time = createVirtualTime(START);
  const said: object[] = [];
  const log = { ...silentLog, warn: (event: string, fields = {}) => void said.push({ event, ...fields }) };
  const budget = createGitHubBudget({ ...time, log, limits: { ...budgetLimits, ...limits } });
  const gone: string[] = [];
  const turns = new Map<string, Turn>();
  const ask = (name: string, priority: Priority = 'push', cost: RequestCost = 'read'): void => {
    const request: BudgetedRequest = { priority, cost, endpoint: '/x', since: time.clock.now() };
    const go = (turn: Turn): void => {
      turns.set(name, turn);
      gone.push(name);
    };
    const refused = (error: unknown): void =>
      void gone.push(`${name} ${error instanceof GitHubError ? error.retryAfterMs : 'failed'}`);
    void budget.turn(request).then(go, refused);
  };
  const end = async (name: string, news: LimitNews = {}): Promise<void> => {
    turns.get(name)?.end(news);
    await time.advance(0);
  };
  return { time, budget, ask, end, gone, said };
}

test('whoever waits goes by priority, then by age', async () => {
  const { ask, end, gone, time } = bench({ atOnce: 1 });
  ask('first');
  ask('resync', 'resync');
  ask('push', 'push');
  ask('report', 'report');
  ask('verdict', 'verdict', 'content');
  await time.advance(0);
  for (const name of ['first', 'verdict', 'push', 'report']) await end(name);
  assert.deepEqual(gone, ['first', 'verdict', 'push', 'report', 'resync']);
});

test('a write that waits for its minute holds no read up', async () => {
  const { ask, end, gone, time } = bench({ contentPerMinute: 1 });
  ask('one', 'verdict', 'content');
  await time.advance(0);
  await end('one');
  ask('two', 'verdict', 'content');
  ask('read', 'resync');
  await time.advance(0);
  assert.deepEqual(gone, ['one', 'read']);
  await time.advance(MINUTE_MS);
  assert.deepEqual(gone, ['one', 'read', 'two']);
});

test('a resync that waits long enough goes like a push: it is never starved', async () => {
  const { ask, end, gone, time } = bench({ atOnce: 1 });
  ask('first');
  ask('resync', 'resync');
  await time.advance(5 * MINUTE_MS);
  ask('push', 'push');
  await end('first');
  assert.deepEqual(gone, ['first', 'resync']);
});

test('a stop is said once, nothing goes before it is over, and then one request goes alone', async () => {
  const { ask, end, gone, time, said } = bench();
  for (const name of ['a', 'b', 'c']) ask(name);
  await time.advance(0);
  await end('a', { refusedForMs: 30_000 });
  for (const name of ['d', 'e']) ask(name);
  await end('b');
  await time.advance(29_999);
  assert.deepEqual(gone, ['a', 'b', 'c']);
  await end('c');
  await time.advance(1);
  assert.deepEqual(gone, ['a', 'b', 'c', 'd']);
  await end('d');
  assert.deepEqual(gone, ['a', 'b', 'c', 'd', 'e']);
  const until = new Date(START + 30_000).toISOString().replace('.000', '');
  assert.deepEqual(said, [{ event: 'github-limit-reached', why: 'GitHubRefused', whom: 'all', until }]);
});

test('who would wait too long is told at once when to come back', async () => {
  const { ask, end, gone, time, said } = bench();
  ask('first');
  await time.advance(0);
  await end('first', { hour: { limit: 5_000, remaining: 0, resetAt: START + 40 * MINUTE_MS } });
  for (const name of ['one', 'two']) ask(name);
  await time.advance(0);
  assert.deepEqual(gone, ['first', `one ${40 * MINUTE_MS}`, `two ${40 * MINUTE_MS}`]);
  assert.equal(said.length, 1);
});

test('nobody waits longer than ten minutes', async () => {
  const { ask, gone, time } = bench({ atOnce: 1 });
  ask('hangs');
  ask('waits');
  await time.advance(10 * MINUTE_MS);
  assert.deepEqual(gone, ['hangs', 'waits 1000']);
  assert.equal(time.pending(), 0);
});

test('once it is closed nobody waits for a limit, and what may go still does', async () => {
  const { ask, budget, end, gone, time } = bench({ contentPerMinute: 1 });
  ask('one', 'verdict', 'content');
  await time.advance(0);
  await end('one');
  ask('two', 'verdict', 'content');
  budget.close();
  ask('three', 'verdict', 'content');
  ask('read');
  await time.advance(0);
  assert.deepEqual(gone, ['one', `two ${MINUTE_MS}`, `three ${MINUTE_MS}`, 'read'].toSorted(inOrderOf(gone)));
  assert.equal(time.pending(), 0);
});

const inOrderOf = (order: readonly string[]) => (left: string, right: string) =>
  order.indexOf(left) - order.indexOf(right);
