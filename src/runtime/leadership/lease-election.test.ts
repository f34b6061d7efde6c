import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { Candidate, LEASE, START_MS, Town, type Peculiarities } from './candidates.testing.ts';

const HOUR_MS = 3_600_000;
/** client-go's times: a lease lasts 15 s, a leader gives up after 10 s, and everybody tries every 2 to 4.4 s. */
const [DURATION_MS, DEADLINE_MS, LONGEST_RETRY_MS] = [15_000, 10_000, 4_400];
const ROUND_TRIP_MS = 40;

/** Two candidates, of which `a` came first and leads. */
async function two(first: Peculiarities = {}, second: Peculiarities = {}) {
  const town = new Town();
  const a = new Candidate(town, 'a', 1, first);
  await town.seconds(1);
  const b = new Candidate(town, 'b', 2, second);
  await town.seconds(20);
  assert.equal(town.writers, 'a');
  return { town, a, b, now: () => town.time.clock.now() };
}

/** When another than `a` wrote first, and when `a` wrote last before that. */
function handOver(town: Town) {
  const firstOfB = town.times('b', 'wrote')[0] ?? assert.fail('b never wrote');
  const lastOfA = town.times('a', 'wrote').findLast((at) => at < firstOfB) ?? assert.fail('a never wrote');
  return { firstOfB, lastOfA };
}

test('of two candidates one leads, for as long as it renews', async () => {
  const { town, a, b } = await two();
  await town.seconds(600);
  assert.equal(town.writers, 'a');
  assert.deepEqual([a.election.holds(), b.election.holds()], [true, false]);
  assert.deepEqual(town.times('a', 'leads').length, 1);
});

test('a lease says who holds it since when, in the times of Kubernetes', async () => {
  const { town } = await two();
  const { spec } = (await town.lease()) ?? assert.fail('there is no lease');
  assert.deepEqual(
    { ...spec, renewTime: '' },
    {
      holderIdentity: 'a',
      leaseDurationSeconds: 15,
      leaseTransitions: 0,
      acquireTime: '2026-01-05T09:00:00.040000Z',
      renewTime: '',
    },
  );
  assert.match(spec.renewTime ?? '', /^2026-01-05T09:00:(19|2\d)\.\d{6}Z$/);
});

test('when the leader is killed another leads within the length of the lease and a retry', async () => {
  const { town, a, now } = await two();
  const killedAt = now();
  a.kill();
  await town.seconds(60);
  const { firstOfB } = handOver(town);
  const afterMs = firstOfB - killedAt;
  assert.ok(afterMs <= DURATION_MS + LONGEST_RETRY_MS + 3 * ROUND_TRIP_MS, `after ${afterMs} ms`);
  const { spec } = (await town.lease()) ?? assert.fail('there is no lease');
  assert.deepEqual([spec.holderIdentity, spec.leaseTransitions], ['b', 1]);
});

test('a leader that was frozen and replaced is refused at its very next write, and stands by', async () => {
  const { town, a, b } = await two();
  a.freeze();
  await town.seconds(60);
  assert.equal(town.writers, 'a b');
  await a.resume(() => a.write());
  assert.deepEqual(
    town.lines
      .filter(({ who }) => who === 'a')
      .map(({ what }) => what)
      .slice(-2),
    ['was refused', 'ended'],
  );
  await town.seconds(60);
  assert.equal(town.writers, 'a b');
  b.kill();
  await town.seconds(60);
  assert.equal(town.writers, 'a b a');
});

test('a leader that was frozen for a moment goes on', async () => {
  const { town, a } = await two();
  a.freeze();
  await town.seconds(5);
  await a.resume(() => a.write());
  await town.seconds(60);
  assert.deepEqual([town.writers, town.times('a', 'was refused'), town.times('a', 'leads').length], ['a', [], 1]);
});

test('a machine that was suspended, so that its stopwatch stood still, has lost the lead when it wakes', async () => {
  const { town, a } = await two();
  a.freeze();
  await town.seconds(60);
  a.suspendedMs = 60_000;
  await a.resume(() => a.write());
  assert.equal(town.writers, 'a b');
  assert.ok(town.times('a', 'was refused').length > 0);
});

const clocks: Record<string, { first: number; second: number }> = {
  'hours ahead of the other': { first: 5 * HOUR_MS, second: 0 },
  'hours behind the other': { first: 0, second: 5 * HOUR_MS },
  'years apart': { first: -20_000 * HOUR_MS, second: 20_000 * HOUR_MS },
};

for (const [sentence, { first, second }] of Object.entries(clocks)) {
  test(`a leader whose clock is ${sentence} leads, and is replaced when it is killed and not before`, async () => {
    const { town, a, now } = await two({ clockOffMs: first }, { clockOffMs: second });
    await town.seconds(120);
    assert.equal(town.writers, 'a');
    const killedAt = now();
    a.kill();
    await town.seconds(60);
    const afterMs = handOver(town).firstOfB - killedAt;
    assert.ok(afterMs > DURATION_MS - LONGEST_RETRY_MS - ROUND_TRIP_MS, `already after ${afterMs} ms`);
    assert.ok(afterMs <= DURATION_MS + LONGEST_RETRY_MS + 3 * ROUND_TRIP_MS, `only after ${afterMs} ms`);
  });
}

for (const [sentence, hours] of [
  ['forward', 3],
  ['back', -3],
] as const) {
  test(`setting the leader's clock ${sentence} lets never two write`, async () => {
    const { town, a } = await two();
    a.clockOffMs += hours * HOUR_MS;
    await town.seconds(120);
    assert.equal(town.writers, 'a');
    assert.ok(a.election.holds());
  });
}

const outages: Record<string, { cut: (pair: Awaited<ReturnType<typeof two>>) => void }> = {
  'refuses everybody': { cut: ({ a, b }) => void (a.network = b.network = 'refuses') },
  'is silent': { cut: ({ a, b }) => void (a.network = b.network = 'hangs') },
  'cannot be reached by the leader alone': { cut: ({ a }) => void (a.network = 'refuses') },
};

for (const [sentence, { cut }] of Object.entries(outages)) {
  test(`when the API server ${sentence}, the leader ends its work before another may lead`, async () => {
    const pair = await two();
    const { town, a, b, now } = pair;
    const cutAt = now();
    cut(pair);
    await town.seconds(20);
    const endedAt = town.times('a', 'ended')[0] ?? assert.fail('it did not end its work');
    assert.ok(endedAt - cutAt <= DEADLINE_MS + ROUND_TRIP_MS, `after ${endedAt - cutAt} ms`);
    b.network = 'works';
    await town.seconds(40);
    assert.ok((town.times('b', 'leads')[0] ?? Infinity) >= endedAt + DURATION_MS - DEADLINE_MS - LONGEST_RETRY_MS);
    assert.equal(a.election.holds(), false);
  });
}

test('after an outage that all outlived the lead is taken up again', async () => {
  const { town, a, b } = await two();
  a.network = b.network = 'refuses';
  await town.seconds(120);
  a.network = b.network = 'works';
  const before = town.lines.length;
  await town.seconds(30);
  const leads = town.lines.slice(before).filter(({ what }) => what === 'leads');
  assert.equal(leads.length, 1);
});

test('a leader whose renewals take effect and are never answered gives up, and takes the lead again later', async () => {
  const { town, a } = await two();
  a.network = 'loses answers';
  await town.seconds(12);
  assert.equal(a.election.holds(), false);
  a.network = 'works';
  await town.seconds(40);
  assert.ok(town.writers === 'a' || town.writers === 'a b', town.writers);
  assert.equal(town.lines.filter(({ what }) => what === 'leads').length, 2);
});

test('one renewal whose answer is lost is of no consequence', async () => {
  const { town, a } = await two();
  a.network = 'loses answers';
  await town.seconds(2.5);
  a.network = 'works';
  await town.seconds(60);
  assert.deepEqual([town.writers, town.times('a', 'leads').length, town.times('a', 'was refused')], ['a', 1, []]);
});

test('a leader that stops ends its work first, then the other leads without waiting for the lease to end', async () => {
  const { town, a, now } = await two({ stopMs: 5_000 });
  const stoppedAt = now();
  void a.election.stop();
  await town.seconds(4.9);
  assert.equal((await town.lease())?.spec.holderIdentity, 'a', 'it let go before its work had ended');
  await town.seconds(0.2);
  const { spec } = (await town.lease()) ?? assert.fail('there is no lease');
  assert.deepEqual([spec.holderIdentity, spec.leaseDurationSeconds, spec.leaseTransitions], ['', 1, 0]);
  await town.seconds(10);
  const afterMs = (town.times('b', 'leads')[0] ?? Infinity) - stoppedAt - 5_000;
  assert.ok(afterMs <= LONGEST_RETRY_MS + 3 * ROUND_TRIP_MS, `after ${afterMs} ms`);
  assert.equal(town.writers, 'a b');
});

test('a leader whose work takes longer to end than the lease lasts keeps the lease until then', async () => {
  const { town, a } = await two({ stopMs: 40_000 });
  void a.election.stop();
  await town.seconds(39);
  assert.deepEqual(town.times('b', 'leads'), []);
  await town.seconds(10);
  assert.equal(town.times('b', 'leads').length, 1);
});

test('who stands by and stops takes nothing with it', async () => {
  const { town, a, b } = await two();
  void b.election.stop();
  await town.seconds(60);
  assert.deepEqual([a.election.holds(), (await town.lease())?.spec.holderIdentity], [true, 'a']);
});

test('who is stopped while it writes itself into the lease lets go of it', async () => {
  const town = new Town();
  const a = new Candidate(town, 'a', 1);
  await town.time.advance(ROUND_TRIP_MS + ROUND_TRIP_MS / 2);
  void a.election.stop();
  await town.seconds(1);
  assert.equal((await town.lease())?.spec.holderIdentity, '');
  assert.deepEqual([town.lines, town.time.pending()], [[], 0]);
});

test('an election that was stopped leaves no timer behind', async () => {
  const { town, a, b } = await two();
  void a.election.stop();
  void b.election.stop();
  await town.seconds(1);
  assert.equal(town.time.pending(), 0);
});

test('somebody who labels the lease disturbs nobody', async () => {
  const { town, a } = await two();
  for (let round = 0; round < 30; round++) {
    const labelled = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { ...LEASE, labels: { round: `${round}` } },
    };
    await town.server.apply('Lease', labelled as never, { fieldManager: 'person' });
    await town.seconds(1.7);
  }
  assert.deepEqual([town.writers, town.times('a', 'leads').length], ['a', 1]);
  a.kill();
  await town.seconds(1);
  for (let round = 0; round < 30; round++) {
    const labelled = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { ...LEASE, labels: { round: `b${round}` } },
    };
    await town.server.apply('Lease', labelled as never, { fieldManager: 'person' });
    await town.seconds(1);
  }
  assert.equal(town.writers, 'a b', 'labels kept a dead leader in its place');
});

test('a leader whose lease was given to somebody else ends its work at its next renewal deadline at the latest', async () => {
  const { town, a, now } = await two();
  const stolen = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: LEASE } as const;
  const spec = { holderIdentity: 'somebody', leaseDurationSeconds: 3600, leaseTransitions: 7 };
  await town.server.apply('Lease', { ...stolen, spec }, { fieldManager: 'person' });
  const at = now();
  await town.seconds(30);
  const endedAt = town.times('a', 'ended')[0] ?? assert.fail('it did not end its work');
  assert.ok(endedAt - at <= DEADLINE_MS + ROUND_TRIP_MS);
  assert.equal(a.election.holds(), false);
});

test('another term begins only when the work of the one before has ended', async () => {
  const town = new Town();
  const a = new Candidate(town, 'a', 1, { stopMs: 90_000 });
  await town.seconds(20);
  a.network = 'refuses';
  await town.seconds(20);
  a.network = 'works';
  await town.seconds(120);
  const [, second] = town.times('a', 'leads');
  const [ended] = town.times('a', 'ended');
  assert.ok(ended !== undefined && second !== undefined && second >= ended);
  assert.ok(ended - START_MS >= 110_000);
});
