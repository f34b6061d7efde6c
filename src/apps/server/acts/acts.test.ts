import { strict as assert } from 'node:assert';
import { beforeEach, test } from 'node:test';
import type { Hono } from 'hono';
import { createLocalObjects, type LocalObjects } from '#adapters/local/objects/objects.ts';
import { preview } from '#features/deliver/worlds.testing.ts';
import { seededRandom } from '#lib/random.ts';
import type { ActOutcome } from '#model/act-request.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import { application, sha } from '#model/samples.testing.ts';
import { silentLog } from '#ports/log.ts';
import { createServer } from '#apps/server/server.ts';
import type { ActView, ErrorView } from '#apps/server/views.ts';

const clock = { now: () => Date.parse('2026-01-02T03:04:05Z') };
const timers = { after: () => () => undefined };
const key = 'b3f1c9d2-0000-4000-8000-000000000001';

let objects: LocalObjects;
let server: Hono;

beforeEach(async () => {
  objects = createLocalObjects({ clock, random: seededRandom(1) });
  const acts = { objects, clock, person: { localUser: 'ana' } } as const;
  server = createServer({ reader: objects, acts, timers, log: silentLog });
  const { apiVersion, kind, spec } = application;
  const metadata = { name: application.metadata.name, namespace: HOME_NAMESPACE };
  await objects.apply('Application', { apiVersion, kind, metadata, spec }, { fieldManager: 'test' });
  const environment = preview();
  const about = { name: environment.metadata.name, namespace: HOME_NAMESPACE };
  const { apiVersion: version, kind: kindOf, spec: wanted } = environment;
  await objects.apply(
    'Environment',
    { apiVersion: version, kind: kindOf, metadata: about, spec: wanted },
    { fieldManager: 'test' },
  );
});

const send = (path: string, body: unknown, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  server.request(path, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });

const redeploy = '/v1/environments/shop-pr-12/redeploy';

const requests = async () => (await objects.list('ActRequest', { namespace: HOME_NAMESPACE })).items;

test('a request is written down: who, what, on what, why and when; nothing else is done', async () => {
  const answer = await send(redeploy, { key, why: 'it hangs' });
  assert.deepEqual([answer.status, answer.headers.get('location')], [202, `/v1/acts/act-${key}`]);
  assert.deepEqual(
    (await requests()).map(({ spec }) => spec),
    [
      {
        act: 'redeploy',
        environment: 'shop-pr-12',
        by: { localUser: 'ana' },
        why: 'it hangs',
        requestedAt: '2026-01-02T03:04:05Z',
      },
    ],
  );
});

test('the same request sent twice is one', async () => {
  await send(redeploy, { key });
  const again = await send(redeploy, { key });
  assert.equal(again.status, 202);
  assert.equal((await requests()).length, 1);
});

test('two that arrive at the same moment are one', async () => {
  const answers = await Promise.all([send(redeploy, { key }), send(redeploy, { key })]);
  assert.deepEqual(
    answers.map(({ status }) => status),
    [202, 202],
  );
  assert.equal((await requests()).length, 1);
});

test('a preview that is not there can be brought back', async () => {
  assert.equal((await send('/v1/environments/shop-pr-13/redeploy', { key })).status, 202);
});

const refusals: Record<string, { path?: string; body?: unknown; headers?: Record<string, string>; says: string }> = {
  'a key that was used for something else': { path: '/v1/environments/shop-pr-12/delete', says: '409 KeyReused' },
  'a name that means nothing': { path: '/v1/environments/other-pr-1/redeploy', says: '404 NotFound' },
  'a name that is none': { path: '/v1/environments/..%2Fx/redeploy', says: '404 NotFound' },
  'an application is no environment': { path: '/v1/environments/shop/redeploy', says: '404 NotFound' },
  'a deletion of what is not there': { path: '/v1/environments/shop-pr-13/delete', says: '404 NotFound' },
  'an act that there is not': { path: '/v1/environments/shop-pr-12/explode', says: '405 MethodNotAllowed' },
  'no content type': { headers: {}, says: '415 UnsupportedMediaType' },
  'a form': {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    says: '415 UnsupportedMediaType',
  },
  'a body that is not JSON': { body: '{', says: '400 Invalid' },
  'no key': { body: {}, says: '400 Invalid' },
  'a key that could be a path': { body: { key: '../../../etc' }, says: '400 Invalid' },
  'an unknown field': { body: { key, by: 'eva' }, says: '400 Invalid' },
  'a reason longer than a line': { body: { key, why: 'x'.repeat(201) }, says: '400 Invalid' },
  'a body that is too large': { body: { key, why: 'x'.repeat(5_000) }, says: '413 TooLarge' },
};

for (const [what, { path = redeploy, body = { key }, headers, says }] of Object.entries(refusals)) {
  test(`${what} is ${says}`, async () => {
    if (says.startsWith('409')) await send(redeploy, { key });
    const before = (await requests()).length;
    const answer = await send(path, body, headers);
    assert.equal(`${answer.status} ${((await answer.json()) as ErrorView).error.code}`, says);
    assert.equal((await requests()).length, before);
  });
}

test('not more than a hundred may wait at a time', async () => {
  for (let index = 0; index < 100; index++) await send(redeploy, { key: `request-${index}` });
  assert.equal((await send(redeploy, { key })).status, 429);
  assert.equal((await send(redeploy, { key: 'request-1' })).status, 202, 'one of them sent again is none more');
});

test('a server that only reads takes no requests', async () => {
  const reading = createServer({ reader: objects, timers, log: silentLog });
  const body = JSON.stringify({ key });
  const answer = await reading.request(redeploy, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  assert.equal(answer.status, 405);
});

const about = { concludedAt: '2026-01-02T03:05:00Z', message: 'as it is' };
const became: Record<string, { outcome?: ActOutcome; view: Partial<ActView> }> = {
  'a request that nobody has looked at is open': { view: { state: 'Open' } },
  'one that is recorded says where': {
    outcome: { kind: 'recorded', deploymentId: 60, sha: sha('b') },
    view: { state: 'Recorded', deploymentId: 60, commit: sha('b') },
  },
  'one that is refused says why, and what to do': {
    outcome: { kind: 'refused', reason: 'StageInUse', ...about },
    view: {
      state: 'Refused',
      reason: 'StageInUse',
      ...about,
      next: 'take the stage out of the file on the default branch first',
    },
  },
  'one that ended well needs nothing more': {
    outcome: { kind: 'done', succeeded: true, deploymentId: 60, sha: sha('b'), reason: 'Deleted', ...about },
    view: { state: 'Done', succeeded: true, deploymentId: 60, commit: sha('b'), reason: 'Deleted', ...about },
  },
};

for (const [sentence, { outcome, view }] of Object.entries(became)) {
  test(sentence, async () => {
    await send(redeploy, { key });
    const [request] = await requests();
    assert.ok(request);
    const { name, resourceVersion } = request.metadata;
    if (outcome) {
      const condition = { ifVersion: resourceVersion };
      await objects.putStatus('ActRequest', { name, namespace: HOME_NAMESPACE }, { outcome }, condition);
    }
    const answer = await server.request(`/v1/acts/${name}`);
    const asked = { act: 'redeploy', environment: 'shop-pr-12', by: 'ana', why: '' };
    assert.deepEqual(await answer.json(), { name, ...asked, requestedAt: '2026-01-02T03:04:05Z', ...view });
  });
}

test('an act that there is not is not found', async () => {
  assert.equal((await server.request('/v1/acts/act-none')).status, 404);
});
