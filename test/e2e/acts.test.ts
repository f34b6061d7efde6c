import { strict as assert } from 'node:assert';
import { test, type TestContext } from 'node:test';
import type { Demo } from '#apps/up/demo.ts';
import type { Developer } from '#apps/up/people/developer.ts';
import type { GitHubUser } from '#apps/up/people/github-user.ts';
import { until } from '#apps/up/people/until.ts';
import { takeSocket } from '#apps/up/socket.ts';
import { Closing } from '#apps/up/world/closing.ts';
import type { EnvironmentDetailsView, WhyView } from '#apps/server/views.ts';
import type { SeenExchange } from '#emulation/github/api.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import { silentLog } from '#ports/log.ts';
import { createJudge } from '#test/judge/judge.ts';
import { startDemoWorld } from './demo-world.testing.ts';
import { dm, makePlace, type Ended, type Place } from './dm.testing.ts';
import { faultsIn } from './faults.testing.ts';

const NAME = 'shop-pr-1';
const CONTEXT = 'dungeonmaster/preview/shop';
const DEADLINE_MS = 60_000;

interface Running {
  readonly demo: Demo;
  readonly place: Place;
  readonly developer: Developer;
  readonly user: GitHubUser;
  readonly exchanges: readonly SeenExchange[];
}

/** Local mode with the example, and nobody who tells its story. */
async function start(context: TestContext): Promise<Running> {
  const place = await makePlace();
  const { environment, socket } = place;
  const closing = new Closing(silentLog);
  context.after(async () => {
    await closing.close();
    await place.remove();
  });
  const exchanges: SeenExchange[] = [];
  const onExchange = (exchange: SeenExchange) => void exchanges.push(exchange);
  const { demo, local, world } = await startDemoWorld({ environment, closing, onExchange });
  const { supervision } = local;
  const answer = await takeSocket({ path: socket, user: 'ana', supervision, log: silentLog, closing });
  answer({ ...demo.ground, ...demo.platform }, demo.github.port.push);
  return { demo, place, developer: world.developer, user: world.github, exchanges };
}

const run = ({ place }: Running, ...words: readonly string[]): Promise<Ended> => dm(place, ...words);

const describe = async (running: Running): Promise<EnvironmentDetailsView> =>
  JSON.parse((await run(running, 'env', 'describe', NAME, '--json')).stdout) as EnvironmentDetailsView;

const why = async (running: Running): Promise<WhyView> =>
  JSON.parse((await run(running, 'why', NAME, '--json')).stdout) as WhyView;

const podsOf = async ({ demo }: Running): Promise<readonly string[]> => {
  const { items } = await demo.ground.objects.list('Pod', { namespace: NAME });
  return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined).map(({ metadata }) => metadata.name);
};

const seeStatus = ({ user }: Running, sha: string, text: string): Promise<string> =>
  until(
    `${sha} says ${text}`,
    async () => {
      const status = await user.status(sha, CONTEXT);
      const seen = `${status?.state} ${status?.description}`;
      return seen.includes(text) ? { found: seen } : { notYet: seen };
    },
    DEADLINE_MS,
  );

test('a person redeploys a preview, deletes it, and brings it back; GitHub finds no fault with it', async (context) => {
  const running = await start(context);
  const { developer, user, demo } = running;
  const sha = await developer.push('cart', 'A cart', { 'cart.txt': 'empty' });
  await user.open('cart', 'A cart', '');
  await seeStatus(running, sha, 'success');
  const before = await podsOf(running);

  await context.test('a redeploy runs the same commit in new pods, as an attempt of its own', async () => {
    const { code, stdout, stderr } = await run(running, 'env', 'redeploy', NAME, '--why', 'it hangs');
    assert.deepEqual([code, stdout], [0, `${NAME}: commit ${sha.slice(0, 7)} runs anew: it answers\n`], stderr);
    const [newest, oldest] = (await describe(running)).attempts;
    assert.deepEqual([newest?.commit, newest?.outcome, oldest?.outcome], [sha, 'succeeded', 'succeeded']);
    assert.deepEqual(newest?.asked, { by: 'ana', why: 'it hangs' });
    const after = await podsOf(running);
    assert.deepEqual(
      after.filter((name) => before.includes(name)),
      [],
    );
    assert.match((await why(running)).answer, /\(redeployed by ana: it hangs\)/);
  });

  await context.test('a deletion leaves nothing, says so on the commit, and lasts', async () => {
    const { code, stdout, stderr } = await run(running, 'env', 'delete', NAME);
    assert.deepEqual([code, stdout], [0, `${NAME}: it is gone\n`], stderr);
    assert.match(await seeStatus(running, sha, 'deleted by ana at '), /^success deleted by ana .*dm env redeploy/);
    demo.platform.controller.resync('shop');
    const { answer, causes } = await why(running);
    assert.match(answer, /^there is no environment: deleted by ana at /);
    assert.equal(causes[0]?.reason, 'DeletedOnRequest');
    const namespace = await demo.ground.objects.get('Namespace', { name: NAME });
    const found = await demo.ground.objects.get('Environment', { name: NAME, namespace: HOME_NAMESPACE });
    assert.deepEqual([namespace, found], [undefined, undefined]);
    const deployments = await user.deployments('preview', 'preview-pr-1');
    assert.deepEqual(
      deployments.map(({ state }) => state),
      ['inactive', 'inactive', 'inactive'],
    );
  });

  await context.test('a redeploy brings it back', async () => {
    const { code, stderr } = await run(running, 'env', 'redeploy', NAME);
    assert.equal(code, 0, stderr);
    assert.equal((await describe(running)).running, sha);
  });

  assert.deepEqual(faultsIn(running.exchanges, createJudge()), []);
});
