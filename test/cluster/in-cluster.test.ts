import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { clusterOfContext } from '#adapters/kubernetes/kubeconfig.ts';
import { clusterPlace } from '#apps/up/cluster/cluster-place.ts';
import { connect } from '#apps/up/cluster/connect.ts';
import { leftoversOf } from '#apps/up/cluster/leftovers.ts';
import { openPreviews } from '#apps/up/cluster/open-previews.ts';
import { EXAMPLE_NAME, startExample, storyWorld, type Example } from '#apps/up/example.ts';
import { open, PREVIEW, push } from '#apps/up/story/acts.ts';
import { seePage, seeStatus } from '#apps/up/story/look.ts';
import { replace } from '#apps/up/story/preview-steps.ts';
import { tellStory } from '#apps/up/story/tell.ts';
import type { StoryWorld } from '#apps/up/story/world.ts';
import { startChildren } from '#apps/up/world/children.ts';
import { Closing } from '#apps/up/world/closing.ts';
import { makeDirectories } from '#apps/up/world/directories.ts';
import { registerApplication } from '#apps/up/world/platform.ts';
import { startTestCluster } from '#dev/cluster/for-test.ts';
import type { Cluster } from '#dev/cluster/cluster.ts';
import { applicationName } from '#model/ids.ts';
import { silentLog as log } from '#ports/log.ts';
import { leader } from './controllers.testing.ts';
import { install, pushOwnImage } from './installed.testing.ts';

const CONTEXT = 'dungeon-master';

describe('the controller and the function as Deployments of a cluster', () => {
  const closing = new Closing(log);
  let cluster: Cluster;
  let example: Example;
  let world: (directory: string) => Promise<StoryWorld>;

  before(async () => {
    cluster = await startTestCluster({ nodes: 2 });
    process.env['KUBECONFIG'] = cluster.kubeconfigFile;
    const { environment, local, directories } = await machine(closing);
    const subject = { context: CONTEXT, registry: cluster.registryAddress, plainHttp: true };
    const place = clusterPlace({ subject, name: EXAMPLE_NAME, environment, local, log, closing });
    const hostname = new URL(cluster.url).hostname;
    example = await startExample({ place, directories, environment, local, log, closing, hostname });
    await install(cluster, example, await pushOwnImage(cluster));

    const { client, objects } = connect((await clusterOfContext(CONTEXT)).access);
    closing.add('client', async () => client.close());
    const address = await cluster.kubectl([
      'get',
      'service/function',
      '--namespace=dungeon-master',
      '--output=jsonpath={.spec.clusterIP}',
    ]);
    example.github.deliverTo(`http://${address}/github/webhook`);
    const name = applicationName.parse(EXAMPLE_NAME);
    await registerApplication(objects, { name, repository: example.repository.ref });
    const previews = await openPreviews(CONTEXT);
    closing.add('previews', () => previews.close());
    world = (directory) =>
      storyWorld(example, join(directories.run, directory), {
        proxyPort: Number(new URL(previews.urlOf('any')).port),
        leftovers: (environmentName) => leftoversOf(objects, environmentName),
        narrate: () => undefined,
        signal: new AbortController().signal,
      });
  });
  after(async () => {
    await closing.close();
    await cluster.close();
  });

  /** With what our parts wrote, for whoever has to find out why it failed. */
  const explained = (run: () => Promise<void>) => async (context: TestContext) => {
    try {
      await run();
    } catch (error) {
      for (const app of ['controller', 'function']) {
        const words = ['logs', '--namespace=dungeon-master', `--selector=app.kubernetes.io/name=${app}`, '--tail=40'];
        context.diagnostic(await cluster.kubectl(words));
      }
      throw error;
    }
  };

  test(
    'a leader that freezes is replaced, and does nothing when it goes on; so is one that is killed',
    explained(async () => {
      const here = await world('leaders');
      const frozen = await leader(cluster);
      process.kill(frozen.id, 'SIGSTOP');
      const first = await pushGreeting(here, 'Greetings while nobody leads');
      await open(here, 'leaders', 'Leaders come and go');
      const second = await leader(cluster, frozen);
      await seeStatus(here, first, PREVIEW, { state: 'success' });

      const next = await pushGreeting(here, 'Greetings of two leaders');
      process.kill(frozen.id, 'SIGCONT');
      const { target_url: url } = await seeStatus(here, next, PREVIEW, { state: 'success' });

      const last = await pushGreeting(here, 'Greetings after a death');
      process.kill(second.id, 'SIGKILL');
      await leader(cluster, second);
      await seeStatus(here, last, PREVIEW, { state: 'success' });
      await seePage(here, url ?? '', 'Greetings after a death');
      assertHistory(example, [first, next, last]);
    }),
  );

  test(
    'the story is lived through, and no visitor is turned away',
    explained(async () => {
      const end = await tellStory(await world('story'));
      assert.deepEqual(end.ok ? undefined : end.error, undefined);
    }),
  );
});

async function machine(closing: Closing) {
  const local = startChildren({ log, closing });
  const environment = process.env;
  const directories = await makeDirectories(environment, local);
  closing.add('directories', directories.remove);
  return { environment, local, directories };
}

let greeting = 'Welcome to the shop at the end of the corridor';
async function pushGreeting(world: StoryWorld, text: string): Promise<string> {
  const old = greeting;
  greeting = text;
  return push(world, 'leaders', text, { 'catalogue.json': replace(old, text) }, 'origin/main');
}

/** Law 4: a crash may double a record once, which is closed then; what was concluded is not begun again. */
function assertHistory({ github, repository }: Example, commits: readonly string[]): void {
  const known = github.host.state.repositories.find(({ id }) => id === repository.ref.id);
  assert.ok(known);
  for (const sha of commits) {
    const records = known.deployments.filter((deployment) => deployment.sha === sha);
    assert.ok(records.length >= 1 && records.length <= 2, `commit ${sha} has ${records.length} records`);
    for (const { id } of records) {
      const states = known.deploymentStatuses
        .filter(({ deploymentId }) => deploymentId === id)
        .map(({ state }) => state);
      const told = `${sha}: ${states.join(', ')}`;
      assert.ok(states.filter((state) => state === 'success').length <= 1, `a verdict is doubled: ${told}`);
      const concluded = states.findIndex((state) => !underWay.has(state));
      assert.ok(
        concluded < 0 || !states.slice(concluded).some((state) => underWay.has(state)),
        `it goes back: ${told}`,
      );
    }
  }
}

const underWay: ReadonlySet<string> = new Set(['queued', 'in_progress', 'pending']);
