import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Cluster } from '#dev/cluster/cluster.ts';
import { startTestCluster } from '#dev/cluster/for-test.ts';
import type { Node } from '#dev/cluster/node.ts';
import { systemClock as clock } from '#adapters/node/time.ts';
import { RegistryClient } from '#adapters/registry/client.ts';
import { pushImage } from '#adapters/registry/push.ts';
import { waitFor } from '#dev/processes/wait.ts';
import { stranger } from './stranger.testing.ts';
import { fixedPlaces, tracesOf } from './traces.testing.ts';
import { webImage, webObjects } from './web.testing.ts';

const MINUTE_MS = 60_000;
const numberOf = (url: string): number => Number(new URL(url).hostname.split('.')[2]) / 16;

describe('a cluster of two nodes', () => {
  const places = fixedPlaces();
  let cluster: Cluster;
  let first: Node;
  let second: Node;
  before(async () => {
    cluster = await startTestCluster({ nodes: 2 });
    const [one, two] = cluster.nodes;
    assert.ok(one && two);
    [first, second] = [one, two];
  });
  after(async () => {
    const number = numberOf(cluster.url);
    assert.notEqual((await tracesOf(number)).length, 0);
    await cluster.close();
    assert.deepEqual(await tracesOf(number), []);
    assert.deepEqual(fixedPlaces(), places);
  });

  const words = async (...args: readonly string[]) =>
    (await cluster.kubectl(args)).split(/\s+/).filter((word) => word !== '');
  const readyNodes = async () => {
    const line = '{.metadata.name}/{.status.conditions[?(@.type=="Ready")].status}';
    const nodes = await words('get', 'nodes', `--output=jsonpath={range .items[*]}${line} {end}`);
    return nodes.filter((node) => node.endsWith('/True')).map((node) => node.split('/')[0]);
  };
  /** The node of each pod that is ready and not about to end. */
  const nodesOfReadyPods = async (app: string) => {
    const fields = ['.spec.nodeName', '.status.containerStatuses[0].ready', '.metadata.deletionTimestamp'];
    const line = fields.map((field) => `{${field}}`).join('/');
    const pods = await words(
      'get',
      'pods',
      `--selector=app=${app}`,
      `--output=jsonpath={range .items[*]}${line} {end}`,
    );
    return pods.filter((pod) => pod.endsWith('/true/')).map((pod) => pod.split('/')[0] ?? '');
  };
  /** Resolves when these many pods are ready, all on these nodes if any are named. */
  const podsReady = (app: string, count: number, ...only: readonly string[]) =>
    waitFor(`${count} pods of ${app}`, 3 * MINUTE_MS, async () => {
      const nodes = await nodesOfReadyPods(app);
      const counted = nodes.filter((node) => only.length === 0 || only.includes(node));
      if (counted.length === count) return true;
      throw new Error(`ready on ${nodes.join(' ')}\n${await cluster.kubectl(['get', 'pods', '--output=wide'])}`);
    });
  const addressOf = async (service: string) =>
    (await words('get', 'service', service, '--output=jsonpath={.spec.clusterIP}')).join('');

  test('both are ready, each in a zone of its own', async () => {
    assert.deepEqual(await readyNodes(), ['node1', 'node2']);
    const zones = await words(
      'get',
      'nodes',
      String.raw`--output=jsonpath={.items[*].metadata.labels.topology\.kubernetes\.io/zone}`,
    );
    assert.deepEqual(zones, ['zone-a', 'zone-b']);
  });

  test('four pods behind a Service are in both zones and answer to the host and to the other node', async () => {
    const { image, tag } = await webImage();
    const name = `dev.local/web:${tag}`;
    for (const node of cluster.nodes) await node.importImage(image, name);
    await cluster.apply(webObjects('web', name, 4));
    await podsReady('web', 4);
    assert.deepEqual((await nodesOfReadyPods('web')).toSorted(), ['node1', 'node1', 'node2', 'node2']);

    const url = `http://${await addressOf('web')}/`;
    const answering = new Set<string>();
    await waitFor('both nodes to answer', MINUTE_MS, async () => {
      const answer = await fetch(url, { headers: { connection: 'close' } });
      answering.add((await answer.text()).trim().split(' ')[1] ?? '');
      return answering.size === 2;
    });
    const ask = `fetch('${url}').then((answer) => answer.text()).then(console.log)`;
    for (const node of cluster.nodes)
      assert.match(await node.run([process.execPath, '--eval', ask]), /^web-\S+ node[12]/);
  });

  test('a name of the cluster is looked up in a pod, and none of the outside', async () => {
    const address = await addressOf('web');
    const lookup = (name: string) => fetch(`http://${address}/lookup/${name}`);
    assert.equal((await (await lookup('web.default.svc.cluster.local')).text()).trim(), address);
    assert.equal((await (await lookup('web')).text()).trim(), address);
    assert.equal((await lookup('www.example.com')).status, 502);
  });

  test('nothing in a node has a way out of the machine', async () => {
    for (const node of cluster.nodes) assert.doesNotMatch(await node.run(['ip', 'route']), /default/);
  });

  test('nothing in it is reached from another machine', async (context) => {
    const { hostname, port } = new URL(cluster.url);
    const other = await stranger();
    context.after(() => other.leave());
    const open = createServer().listen(0, '198.19.255.1');
    context.after(() => open.close());
    await once(open, 'listening');
    const { port: openPort } = open.address() as AddressInfo;
    assert.equal(await other.reaches('198.19.255.1', openPort), true);
    assert.equal(await other.reaches(hostname, Number(port)), false);
    assert.equal(await other.reaches(hostname, Number(cluster.registryAddress.split(':')[1])), false);
    assert.equal(await other.reaches(first.address, 10_250), false);
  });

  test('kubectl shows logs and runs commands', async () => {
    assert.match(await cluster.kubectl(['logs', 'deployment/web']), /listening on port 8080/);
    await assert.rejects(cluster.kubectl(['exec', 'deployment/web', '--', '/web']), /address already in use/);
  });

  test('kubectl top knows both nodes and the pods', async () => {
    await waitFor('the first measurement', 2 * MINUTE_MS, async () => {
      const nodes = await cluster.kubectl(['top', 'nodes', '--no-headers']);
      return nodes.includes('node1') && nodes.includes('node2');
    });
    assert.match(await cluster.kubectl(['top', 'pods', '--all-namespaces']), /coredns/);
  });

  test('an image that was pushed to the registry is pulled', async () => {
    const { image } = await webImage();
    const { registryAddress } = cluster;
    const client = new RegistryClient({ fetch, clock, credentials: [], insecureRegistries: [registryAddress] });
    const repository = `${registryAddress}/acme/shop`;
    const digest = await pushImage(client, repository, '1', image);
    const names = [`${repository}:1`, `${repository}@${digest}`];
    for (const [index, name] of names.entries()) await cluster.apply(webObjects(`pulled-${index}`, name, 1));
    for (const index of names.keys()) await podsReady(`pulled-${index}`, 1);
  });

  test('a frozen kubelet makes its node unready, and a killed one starts again', async () => {
    second.kubelet.freeze();
    await waitFor('node2 to be missed', 2 * MINUTE_MS, async () => !(await readyNodes()).includes('node2'));
    await second.kubelet.kill('SIGKILL');
    await second.kubelet.start();
    await waitFor('node2 to be back', MINUTE_MS, async () => (await readyNodes()).includes('node2'));
  });

  test('containerd is killed and pods go on; it starts again and new pods run', async () => {
    await podsReady('web', 4);
    await first.containerd.kill('SIGKILL');
    assert.equal((await fetch(`http://${await addressOf('web')}/`)).status, 200);
    await first.containerd.start();
    await cluster.kubectl(['scale', 'deployment/web', '--replicas=6']);
    await podsReady('web', 6);
  });

  test('a node that loses its power runs its pods again when it has it back', async () => {
    await podsReady('web', 6);
    assert.ok((await nodesOfReadyPods('web')).includes('node2'));
    await second.kill();
    assert.equal(second.kubelet.isRunning, false);
    await second.start();
    await waitFor('the pods of node2 to start again', 3 * MINUTE_MS, async () => {
      const path =
        '--output=jsonpath={range .items[*]}{.spec.nodeName}/{.status.containerStatuses[0].restartCount} {end}';
      const pods = await words('get', 'pods', '--selector=app=web', path);
      if (pods.some((pod) => /^node2\/[1-9]/.test(pod))) return true;
      throw new Error(pods.join(' '));
    });
    await podsReady('web', 6);
  });

  test('a node whose cable is pulled out loses its pods to the other one, and is ready again after', async () => {
    await second.linkDown();
    await podsReady('web', 6, 'node1');
    await second.linkUp();
    await waitFor('node2 to be back', MINUTE_MS, async () => (await readyNodes()).includes('node2'));
  });
});

test('the cluster of a killed test leaves no trace', async () => {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const owner = spawn(process.execPath, [main], { stdio: ['ignore', 'pipe', 'ignore'] });
  let number = 0;
  for await (const line of createInterface({ input: owner.stdout })) {
    number = numberOf(line);
    assert.notEqual((await tracesOf(number)).length, 0);
    owner.kill('SIGKILL');
  }
  assert.ok(number > 0);
  await waitFor('its janitor', MINUTE_MS, async () => (await tracesOf(number)).length === 0);
});
