import { strict as assert } from 'node:assert';
import { test, type TestContext } from 'node:test';
import { createLocalObjects } from '#adapters/local/objects/objects.ts';
import { environment, name } from '#features/environment/worlds.testing.ts';
import { seededRandom } from '#lib/random.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import { application, shop } from '#model/samples.testing.ts';
import { forEveryUse } from '#ports/github/by-use.testing.ts';
import { GitHubError } from '#ports/github/errors.ts';
import type { GitHub } from '#ports/github/github.ts';
import { noIsolation } from '#ports/isolation.ts';
import { silentLog } from '#ports/log.ts';
import type { Work } from '#runtime/leadership/election.ts';
import { createVirtualTime } from '#test/virtual-time.ts';
import { startController } from './create.ts';

const MINUTE = 60_000;
const key = { name, namespace: HOME_NAMESPACE };
const shopKey = { name: shop, namespace: HOME_NAMESPACE };

/** A GitHub that is away whatever is asked. */
const away = (asked: () => void): GitHub => {
  const refuse = () => {
    asked();
    return Promise.reject(new GitHubError('Unavailable', 'away'));
  };
  const verbs = new Proxy({}, { get: () => refuse });
  return new Proxy({}, { get: () => verbs }) as GitHub;
};

/** A controller over local objects with one environment, whose election the test decides. */
async function controller(context: TestContext) {
  const time = createVirtualTime(Date.UTC(2026, 0, 5, 9));
  const random = seededRandom(1);
  const objects = createLocalObjects({ clock: time.clock, random });
  let begin: (() => Work) | undefined;
  let work: Work | undefined;
  let asked = 0;
  const election = {
    holds: () => work !== undefined,
    start: (given: () => Work) => void (begin = given),
    stop: async () => work?.stop(),
  };
  const ports = { objects, election, random, log: silentLog, ...time, github: forEveryUse(away(() => (asked += 1))) };
  const unused = { images: { find: async () => undefined }, podLogs: { tail: async () => [] }, isolation: noIsolation };
  const config = { urlOf: (of: string) => `https://${of}.test/`, redact: (text: string) => text, resyncMs: MINUTE };
  const starting = startController({ ...ports, ...unused }, config);
  await time.advance(0);
  const started = await starting;
  context.after(() => started.stop());
  const waitFor = async (reason: 'ChecksPending' | 'ChecksFailed') => {
    const { apiVersion, kind, metadata, spec } = environment({ revision: null, waiting: { reason, message: 'x' } });
    const wanted = { apiVersion, kind, metadata: { name, namespace: metadata.namespace ?? '' }, spec };
    await objects.apply('Environment', wanted, { fieldManager: 'deliver' });
    await time.advance(MINUTE);
  };
  return {
    started,
    waitFor,
    register: () => objects.apply('Application', { ...application, metadata: shopKey }, { fieldManager: 'user' }),
    /** How often GitHub was asked. */
    asked: () => asked,
    pass: (ms: number) => time.advance(ms),
    pending: () => time.pending(),
    /** Why its status says that it waits. */
    shown: async () =>
      (await objects.get('Environment', key))?.status?.conditions?.find(({ type }) => type === 'Waiting')?.reason,
    lead: async () => {
      work = begin?.() ?? assert.fail('it does not stand for election');
      await time.advance(MINUTE);
    },
    lose: async () => {
      const ended = work?.stop();
      work = undefined;
      await time.advance(MINUTE);
      await ended;
    },
  };
}

test('who stands by writes nothing, and knows everything', async (context) => {
  const { started, waitFor, shown } = await controller(context);
  await waitFor('ChecksPending');
  assert.equal(await shown(), undefined);
  const stats = started.stats();
  assert.ok(stats.every(({ isFilled }) => isFilled));
  assert.equal(stats.find(({ kind }) => kind === 'Environment')?.objects, 1);
});

test('who begins to lead does what has waited for a leader, and then what comes', async (context) => {
  const { waitFor, shown, lead } = await controller(context);
  await waitFor('ChecksPending');
  await lead();
  assert.equal(await shown(), 'ChecksPending');
  await waitFor('ChecksFailed');
  assert.equal(await shown(), 'ChecksFailed');
});

test('who leads no longer leaves no work behind, and does what was left when it leads again', async (context) => {
  const { waitFor, shown, lead, lose, pending } = await controller(context);
  const standingBy = pending();
  await waitFor('ChecksPending');
  await lead();
  assert.ok(pending() > standingBy, 'what failed at GitHub is not tried again');
  await lose();
  assert.equal(pending(), standingBy);
  await waitFor('ChecksFailed');
  assert.deepEqual([await shown(), pending()], ['ChecksPending', standingBy]);
  await lead();
  assert.equal(await shown(), 'ChecksFailed');
});

test('an application is looked at again by who leads, and by nobody else', async (context) => {
  const { started, register, asked, pass, lead, lose } = await controller(context);
  await register();
  started.resync(shop);
  await pass(MINUTE);
  assert.equal(asked(), 0);
  await lead();
  const whenLed = asked();
  assert.ok(whenLed > 0);
  await lose();
  const afterwards = asked();
  started.resync(shop);
  await pass(MINUTE);
  assert.equal(asked(), afterwards);
});
