import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { preview, recorded, stage } from '#features/deliver/worlds.testing.ts';
import type { Application, EnvironmentStatus } from '#model/environment.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import { application, digest, sha } from '#model/samples.testing.ts';
import { silentLog } from '#ports/log.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import type { ObjectReader } from '#ports/objects/objects.ts';
import { createServer } from './server.ts';
import type { EnvironmentDetailsView, EnvironmentsView, EnvironmentState, ErrorView, StatusView } from './views.ts';
import { condition, readerOf } from './world.testing.ts';

const timers = { after: () => () => undefined };
const serverOn = (reader: ObjectReader) => createServer({ reader, timers, log: silentLog });

async function get<View>(reader: ObjectReader, path: string, status = 200): Promise<View> {
  const answer = await serverOn(reader).request(path);
  assert.equal(answer.status, status, await answer.clone().text());
  return (await answer.json()) as View;
}

const runs = (digit: string): EnvironmentStatus['running'] => ({ sha: sha(digit), digest: digest(digit) });
const observed = (...conditions: readonly ReturnType<typeof condition>[]): EnvironmentStatus => ({
  observedGeneration: 1,
  conditions,
});
const available = condition('Progressing', 'False', 'Available', 'it answers');
const crashing = condition('Progressing', 'False', 'CrashLoopBackOff', 'it ends');
const waiting = { reason: 'ChecksFailed', message: 'failed: test' } as const;

const states: Record<string, { environment: ReturnType<typeof preview>; state: EnvironmentState; reason: string }> = {
  'one that answers runs': {
    environment: {
      ...preview({ revision: recorded('b', 7) }),
      status: { ...observed(available), running: runs('b')! },
    },
    state: 'Running',
    reason: 'Available',
  },
  'one whose newest commit waits says so although an older one runs': {
    environment: {
      ...preview({ revision: recorded('a', 7), waiting }),
      status: { ...observed(available), running: runs('a')! },
    },
    state: 'Waiting',
    reason: 'ChecksFailed',
  },
  'a failed rollout is worse than a newer commit that waits': {
    environment: { ...preview({ revision: recorded('a', 7), waiting }), status: observed(crashing) },
    state: 'Failed',
    reason: 'CrashLoopBackOff',
  },
  'a rollout under way is told': {
    environment: {
      ...preview({ revision: recorded('b', 7) }),
      status: observed(condition('Progressing', 'True', 'Progressing', 'it starts')),
    },
    state: 'Progressing',
    reason: 'Progressing',
  },
  'what was written a moment ago is under way, whatever the status of before says': {
    environment: {
      ...preview({ revision: recorded('b', 8), metadata: { generation: 2 } }),
      status: { ...observed(crashing), running: runs('a')! },
    },
    state: 'Progressing',
    reason: 'Progressing',
  },
  'one that nothing was accepted for has nothing': {
    environment: { ...preview(), status: observed(condition('Progressing', 'False', 'NothingToRun')) },
    state: 'Nothing',
    reason: 'NothingToRun',
  },
  'a namespace of somebody else is a failure': {
    environment: { ...preview(), status: observed(condition('Progressing', 'False', 'NamespaceTaken', 'not ours')) },
    state: 'Failed',
    reason: 'NamespaceTaken',
  },
  'one that is being deleted is nothing else': {
    environment: {
      ...preview({ revision: recorded('b', 7), metadata: { deletionTimestamp: '2026-01-02T03:04:05Z' } }),
      status: observed(crashing),
    },
    state: 'Deleting',
    reason: 'Deleting',
  },
};
for (const [sentence, { environment, state, reason }] of Object.entries(states)) {
  test(sentence, async () => {
    const { environments } = await get<EnvironmentsView>(readerOf(environment), '/v1/environments');
    assert.deepEqual(
      environments.map((view) => [view.state, view.reason]),
      [[state, reason]],
    );
  });
}

test('an environment that is being deleted says what holds it', async () => {
  const message = 'its namespace is being deleted: its content has finalizers example.com/hold';
  const environment = {
    ...preview({ metadata: { deletionTimestamp: '2026-01-02T03:04:05Z' } }),
    status: observed(condition('Progressing', 'False', 'Deleting', message)),
  };
  const { environments } = await get<EnvironmentsView>(readerOf(environment), '/v1/environments');
  assert.deepEqual(
    environments.map((view) => view.message),
    [message],
  );
});

test('an environment is told with its origin, commits, conditions and attempts', async () => {
  const attempt = { deploymentId: 7, sha: sha('b'), startedAt: '2026-01-02T03:04:05Z' };
  const environment = {
    ...preview({ revision: recorded('b', 7) }),
    status: { ...observed(available), running: runs('a')!, url: 'http://x/', attempts: [attempt] },
  };
  const view = await get<EnvironmentDetailsView>(readerOf(environment), '/v1/environments/shop-pr-12');
  assert.deepEqual(view.pullRequest, { number: 12, fork: false });
  assert.deepEqual([view.head, view.wanted, view.running, view.url], [sha('b'), sha('b'), sha('a'), 'http://x/']);
  assert.deepEqual(
    view.conditions.map(({ type, since }) => [type, since]),
    [['Progressing', '2026-01-02T03:04:05Z']],
  );
  assert.deepEqual(view.attempts, [
    { deploymentId: 7, commit: sha('b'), outcome: 'underWay', log: [], startedAt: '2026-01-02T03:04:05Z' },
  ]);
});

test('the status counts, and names what is wrong and what waits with the next step', async () => {
  const broken: Stored<Application> = {
    ...application,
    status: { conditions: [condition('Ready', 'False', 'FileMissing', 'branch main has no dungeonmaster.yaml')] },
  };
  const silent = condition('Reported', 'False', 'Forbidden', 'no permission');
  const environments = [
    { ...preview({ revision: recorded('b', 7) }), status: { ...observed(available, silent), running: runs('b')! } },
    { ...stage({ waiting }), status: observed() },
  ];
  const view = await get<StatusView>(readerOf(broken, ...environments), '/v1/status');
  assert.deepEqual(view.environments, { Running: 1, Waiting: 1 });
  assert.equal(view.applications[0]?.environments, 2);
  assert.deepEqual(
    view.problems.map(({ name, reason }) => [name, reason]),
    [
      ['shop', 'FileMissing'],
      ['shop-pr-12', 'Forbidden'],
    ],
  );
  assert.deepEqual(
    view.waiting.map(({ name, reason }) => [name, reason]),
    [['shop-staging', 'ChecksFailed']],
  );
  for (const { next } of [...view.problems, ...view.waiting]) assert.notEqual(next, '');
});

test('environments are listed in the order in which people count', async () => {
  const numbered = [10, 9, 100].map((number) => preview({ metadata: { name: `shop-pr-${number}` } }));
  const { environments } = await get<EnvironmentsView>(readerOf(...numbered), '/v1/environments');
  assert.deepEqual(
    environments.map(({ name }) => name),
    ['shop-pr-9', 'shop-pr-10', 'shop-pr-100'],
  );
});

const errors: Record<string, { path: string; method?: string; status: number; code: string }> = {
  'an environment that is not there': { path: '/v1/environments/shop-pr-9', status: 404, code: 'NotFound' },
  'a path that is not there': { path: '/v1/nothing', status: 404, code: 'NotFound' },
  'another path that is not there': { path: '/', status: 404, code: 'NotFound' },
  'a write': { path: '/v1/environments', method: 'POST', status: 405, code: 'MethodNotAllowed' },
};
for (const [what, { path, method = 'GET', status, code }] of Object.entries(errors)) {
  test(`${what} is ${status} ${code}`, async () => {
    const answer = await serverOn(readerOf()).request(path, { method });
    assert.equal(answer.status, status);
    assert.equal(((await answer.json()) as ErrorView).error.code, code);
  });
}

function failing(error: Error): ObjectReader {
  const fail = async (): Promise<never> => {
    throw error;
  };
  return { get: fail, list: fail };
}

test('a cluster that gives no answer is said', async () => {
  const { error } = await get<ErrorView>(failing(new ObjectsError('Unavailable', 'no answer')), '/v1/status', 503);
  assert.deepEqual(error, { code: 'Unavailable', message: 'no answer' });
});

test('what nobody expected is told without its inside', async () => {
  const { error } = await get<ErrorView>(failing(new TypeError('secret inside')), '/v1/status', 500);
  assert.equal(error.code, 'Internal');
  assert.doesNotMatch(error.message, /secret/);
});
