import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { createGitHubByUse } from '#adapters/github/by-use.ts';
import type { GitHubRequest } from '#adapters/github/request.ts';
import { directRequest, RequestError } from '#emulation/github/direct-request.ts';
import { perform } from '#emulation/github/perform.ts';
import { RateLimits } from '#emulation/github/rate/rate-limits.ts';
import { emptyState } from '#emulation/github/state.ts';
import { GitHubError } from '#ports/github/errors.ts';
import type { GitHub } from '#ports/github/github.ts';
import { silentLog } from '#ports/log.ts';
import { sleep } from '#ports/timers.ts';
import { createGitHubBudget } from '#runtime/github-budget/budget.ts';
import { emulatedWorld, type EmulatedHost } from '#test/contract/emulated-world.testing.ts';
import { createVirtualTime } from '#test/virtual-time.ts';

const START = Date.UTC(2026, 0, 5, 9);
const S = 1_000;
const MINUTE = 60 * S;
const HOUR = 60 * MINUTE;
/** There, and back again. */
const WAY_MS = 40;

interface Exchange {
  readonly route: string;
  readonly state: unknown;
  readonly sentAt: number;
  readonly status: number;
  /** Until when GitHub wants nothing, where it refused. */
  readonly notBefore: number | undefined;
}

/** The emulation with GitHub's limits, our adapter and our budget, in virtual time. */
async function setUp() {
  const time = createVirtualTime(START);
  const { clock, timers } = time;
  const now = () => clock.now();
  let state = emptyState();
  const host: EmulatedHost = {
    get state() {
      return state;
    },
    command: (command) => void ({ state } = perform(state, command, clock.now())),
  };
  const { world, trees, appId, installationId } = emulatedWorld(host, now);
  const identity = { kind: 'installation', installationId } as const;
  const direct = directRequest({
    read: () => state,
    write: (answer) => void ({ state } = answer),
    trees,
    identity,
    now,
    rates: new RateLimits(),
  });
  const overTheWire: GitHubRequest = async (route, parameters) => {
    await sleep(timers, WAY_MS);
    try {
      return await direct(route, parameters);
    } finally {
      await sleep(timers, WAY_MS);
    }
  };
  const seen: Exchange[] = [];
  const said: string[] = [];
  const log = { ...silentLog, warn: (event: string) => void said.push(event) };
  const request = witness(overTheWire, now, seen);
  const github = createGitHubByUse({ request, clock, appId }, createGitHubBudget({ clock, timers, log }));
  const sha = await world.push('cart');
  /** Somebody else who shares the installation's limits. */
  const other = (route: string, parameters: object) =>
    direct(route, { owner: 'acme', repo: 'shop', ...parameters }).catch(() => undefined);
  return { time, world, github, seen, said, sha, other };
}

function witness(request: GitHubRequest, now: () => number, seen: Exchange[]): GitHubRequest {
  return async (route, parameters = {}) => {
    const about = { route, state: parameters['state'], sentAt: now() };
    try {
      const answer = await request(route, parameters);
      seen.push({ ...about, status: answer.status, notBefore: undefined });
      return answer;
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const { headers } = error.response;
      const untilReset = Number(headers['x-ratelimit-reset']) * S;
      const retryAt = now() + Number(headers['retry-after']) * S;
      seen.push({ ...about, status: error.status, notBefore: headers['retry-after'] ? retryAt : untilReset });
      throw error;
    }
  };
}

type Bench = Awaited<ReturnType<typeof setUp>>;

const tell = ({ world, sha }: Bench, github: GitHub, app: number, state: 'success' | 'pending') =>
  github.commitStatuses.create(world.repository, sha, { context: `dungeonmaster/app-${app}`, state, description: '' });

/** Each asks for something else, so that no answer is a 304. */
const read = ({ world }: Bench, github: GitHub, index: number) =>
  index % 2 === 0
    ? github.deployments.list(world.repository, { environment: 'preview', task: `preview-pr-${index}` })
    : github.branches.heads(world.repository, `branch-${index}`);

/** As a reconciler does: whoever is refused comes back when the refusal says. */
async function untilDone({ time }: Bench, ask: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await ask();
      return;
    } catch (error) {
      if (!(error instanceof GitHubError) || error.retryAfterMs === undefined) throw error;
      await sleep(time.timers, error.retryAfterMs);
    }
  }
}

/** When all of them were done, in seconds after the start. */
async function timesOf(bench: Bench, groups: Record<string, readonly (() => Promise<unknown>)[]>, withinMs: number) {
  const times: Record<string, number> = {};
  const all = Object.entries(groups).map(async ([name, asks]) => {
    await Promise.all(asks.map((ask) => untilDone(bench, ask)));
    times[name] = Math.round((bench.time.clock.now() - START) / S);
  });
  await bench.time.advance(withinMs);
  await Promise.race([Promise.all(all), Promise.resolve()]);
  return times;
}

const times = (count: number) => Array.from({ length: count }, (_, index) => index);
const refusals = (seen: readonly Exchange[]) => seen.filter(({ status }) => status >= 400);
const line = (found: Record<string, number>) =>
  Object.entries(found)
    .map(([name, seconds]) => `${name} done after ${seconds} s`)
    .join(', ');

test('300 verdicts, 60 intermediate reports and 2,000 reads at once: none is refused, verdicts go first', async (t) => {
  const it = await setUp();
  const { report, resync } = it.github;
  const done = await timesOf(
    it,
    {
      reads: times(2_000).map((index) => () => read(it, resync, index)),
      reports: times(60).map((index) => () => tell(it, report, 1_000 + index, 'pending')),
      verdicts: times(300).map((index) => () => tell(it, report, index, 'success')),
    },
    HOUR,
  );
  t.diagnostic(line(done));
  assert.deepEqual(refusals(it.seen), []);
  assert.equal(it.seen.length, 2_360);
  // The first write of all went before any verdict was wanted.
  const written = it.seen.filter(({ route }) => route.startsWith('POST')).map(({ state }) => state);
  assert.equal(written.slice(1).lastIndexOf('success') < written.slice(1).indexOf('pending'), true, 'verdicts first');
  assert.ok((done['verdicts'] ?? Infinity) <= 4 * 60, 'eighty a minute');
  assert.ok((done['reports'] ?? Infinity) <= 6 * 60);
  assert.ok((done['reads'] ?? Infinity) <= 3 * 60, 'reads do not wait for writes');
});

test('a verdict that comes while thousands of reads wait is told within seconds', async (t) => {
  const it = await setUp();
  const { report, resync } = it.github;
  for (const index of times(3_000)) read(it, resync, index).catch(() => undefined);
  await it.time.advance(20 * S);
  const done = await timesOf(it, { verdict: [() => tell(it, report, 1, 'success')] }, MINUTE);
  t.diagnostic(`${(done['verdict'] ?? Infinity) - 20} s after it was wanted`);
  assert.ok((done['verdict'] ?? Infinity) <= 22);
});

test('another client uses half of the hour: nothing is refused, we stop at the reset, say so once, and all is done', async (t) => {
  const it = await setUp();
  for (const index of times(2_500)) {
    const at = index < 2_000 ? index * 100 : index * S;
    it.time.timers.after(at, () => void it.other('GET /repos/{owner}/{repo}', {}));
  }
  await it.time.advance(4 * MINUTE);
  const reads = times(3_000).map((index) => () => read(it, it.github.push, index));
  const verdicts = times(100).map((index) => () => tell(it, it.github.report, index, 'success'));
  const done = await timesOf(it, { reads, verdicts }, 2 * HOUR);
  t.diagnostic(line(done));
  assert.deepEqual(refusals(it.seen), []);
  assert.deepEqual(Object.keys(done).toSorted(), ['reads', 'verdicts']);
  assert.equal(it.said.length, 1);
});

test('another client creates content too: refusals are few, each is obeyed, and all is done', async (t) => {
  const it = await setUp();
  for (const index of times(400)) {
    it.time.timers.after(index * 1_500, () => {
      const status = { sha: it.sha, state: 'success', context: `other-${index}` };
      void it.other('POST /repos/{owner}/{repo}/statuses/{sha}', status);
    });
  }
  const verdicts = times(200).map((index) => () => tell(it, it.github.report, index, 'success'));
  const done = await timesOf(it, { verdicts }, 3 * HOUR);
  const refused = refusals(it.seen);
  t.diagnostic(`${line(done)}, ${refused.length} refusals`);
  assert.ok(done['verdicts'] !== undefined, 'all are told');
  assert.ok(refused.length <= 8, `${refused.length} refusals`);
  for (const { notBefore = 0, sentAt } of refused) {
    const between = it.seen.filter((one) => one.sentAt > sentAt + 2 * WAY_MS && one.sentAt < notBefore);
    assert.deepEqual(between, [], 'nothing is sent before GitHub said');
  }
});

test('the same verdict is told once, however often GitHub refused it', async () => {
  const it = await setUp();
  const burst = times(80).map((index) =>
    it.other('POST /repos/{owner}/{repo}/statuses/{sha}', { sha: it.sha, state: 'success', context: `other-${index}` }),
  );
  await Promise.all(burst);
  const done = await timesOf(it, { verdict: [() => tell(it, it.github.report, 1, 'success')] }, 2 * MINUTE);
  assert.deepEqual(
    it.seen.map(({ status }) => status),
    [403, 201],
  );
  assert.equal(done['verdict'], 60);
});
