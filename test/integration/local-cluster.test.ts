import { strict as assert } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { startLocalCluster, type LocalCluster } from '#adapters/local/cluster/cluster.ts';
import { createBuilds, type Builds } from '#adapters/local/images/builds.ts';
import { createLocalImages } from '#adapters/local/images/images.ts';
import { createRepository, type TestRepository } from '#adapters/local/images/repository.testing.ts';
import { createLocalObjects } from '#adapters/local/objects/objects.ts';
import { createProcessContainers, type ProcessContainers } from '#adapters/local/processes/containers.ts';
import { testChildren } from '#adapters/local/processes/children.testing.ts';
import { allowedEnvironment } from '#adapters/local/processes/environment.ts';
import { markedProcesses } from '#adapters/local/processes/process-table.ts';
import { realClock, realTimers, until } from '#adapters/local/real-time.testing.ts';
import type { Workload } from '#model/application-file.ts';
import type { CommitSha } from '#model/ids.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Deployment, Pod } from '#model/kubernetes/workload.ts';
import type { Images } from '#ports/images.ts';
import { silentLog } from '#ports/log.ts';
import type { Objects } from '#ports/objects/objects.ts';

const environment = allowedEnvironment(process.env, dirname(process.execPath));
const { instance, children, programs, supervision } = testChildren();
const place = { namespace: 'shop-pr-12', name: 'shop' };
const manager = { fieldManager: 'test' };
const workload: Workload = { env: {}, build: 'sh build.sh', service: { port: 3000, health: '/healthz' } };

let root = '';
let repository: TestRepository;
let objects: Objects;
let images: Images;
let builds: Builds;
let containers: ProcessContainers;
let cluster: LocalCluster;

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'local-cluster-'));
  const cacheDirectory = join(root, 'cache');
  repository = await createRepository(join(root, 'shop'), environment);
  objects = createLocalObjects({ clock: realClock, random: Math.random });
  images = createLocalImages({
    cacheDirectory,
    mirrorOf: () => repository.gitDirectory,
    environment,
    runtime: process.version,
    programs,
  });
  builds = createBuilds({
    cacheDirectory,
    environment,
    programs,
    instance,
    supervision,
    clock: realClock,
    timers: realTimers,
  });
  containers = createProcessContainers({
    images: builds,
    timers: realTimers,
    random: Math.random,
    log: silentLog,
    environment,
    children,
  });
  const ports = { objects, containers, clock: realClock, timers: realTimers, random: Math.random, log: silentLog };
  cluster = startLocalCluster(ports);
});
after(async () => {
  await cluster.stop();
  await builds.close();
  await containers.stopAll(0);
  await rm(root, { recursive: true, force: true });
});

test('a service lives through deploy, replacement, crash and the end of its namespace', async (story) => {
  await story.test('its first commit comes up', async () => {
    await applyPlace();
    await deploy(await repository.commit(serviceFiles('red')));
    await until('red answers', async () => (await ask().catch(String)) === 'red');
  });

  const client = startClient();

  await story.test('a replacement answers without one failed request', async () => {
    const asked = client.answers.length;
    await deploy(await repository.commit(serviceFiles('blue')));
    await until('blue answers and the red pod is gone', async () => (await podColours()).join() === 'blue');
    await until('the client saw blue', () => client.answers.at(-1) === 'blue');
    assert.deepEqual(client.failures, []);
    assert.ok(client.answers.length - asked > 10, `only ${client.answers.length - asked} requests were made`);
    assert.deepEqual([...new Set(client.answers)], ['red', 'blue']);
  });

  await story.test(
    'a commit that crashes is a crash loop with its log, and the older one goes on serving',
    async () => {
      await deploy(await repository.commit(crashingFiles));
      const pod = await podThatWaitsFor('CrashLoopBackOff');
      assert.equal(pod.status?.containerStatuses?.at(0)?.lastState?.terminated?.exitCode, 3);
      const ref = { namespace: place.namespace, name: pod.metadata.name };
      assert.deepEqual(await cluster.podLogs.tail(ref, { lines: 1, previous: true }), ['no DATABASE_URL']);
      assert.equal(await ask(), 'blue');
    },
  );

  await story.test('a commit that cannot be built says why', async () => {
    await deploy(await repository.commit({ 'build.sh': 'echo no such module; exit 7' }));
    const pod = await podThatWaitsFor('ImagePullBackOff');
    assert.match(pod.status?.containerStatuses?.at(0)?.state.waiting?.message ?? '', /code 7: no such module/);
    assert.equal(await ask(), 'blue');
  });

  await client.stop();
  assert.deepEqual(client.failures, []);

  await story.test('nothing is left of a deleted namespace', async () => {
    assert.ok(markedProcesses(`${instance}/`).length > 0, 'the service must be seen to run');
    const found = await objects.get('Namespace', { name: place.namespace });
    assert.ok(found);
    await objects.delete('Namespace', { name: place.namespace }, { ifUid: found.metadata.uid });
    await until('the namespace is gone', async () => !(await objects.get('Namespace', { name: place.namespace })));
    assert.deepEqual((await objects.list('Pod')).items, []);
    assert.deepEqual((await objects.list('EndpointSlice')).items, []);
    assert.deepEqual(markedProcesses(`${instance}/`), []);
  });
});

/** A service with a child of its own, which answers with its colour after a moment. */
const serviceFiles = (colour: string): Record<string, string> => ({
  'build.sh': `echo ${colour} > colour`,
  Procfile: 'web: node server.js',
  'server.js': `
    const { spawn } = require('node:child_process');
    const { createServer } = require('node:http');
    const { readFileSync } = require('node:fs');
    const colour = readFileSync('colour', 'utf8').trim();
    spawn('sleep', ['600']);
    const server = createServer((request, response) => setTimeout(() => response.end(colour), 20));
    server.listen(Number(process.env.PORT), '127.0.0.1');
    process.on('SIGTERM', () => server.close(() => process.exit(0)));
  `,
});

const crashingFiles = {
  'build.sh': 'true',
  'server.js': `console.log('begins'); console.log('no DATABASE_URL'); process.exit(3);`,
};

async function applyPlace(): Promise<void> {
  const { namespace } = place;
  await objects.apply('Namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, manager);
  const ports = [{ name: 'http', port: 80, targetPort: 'http' }];
  const spec = { selector: { app: 'shop' }, ports };
  await objects.apply('Service', { apiVersion: 'v1', kind: 'Service', metadata: place, spec }, manager);
}

async function deploy(sha: CommitSha): Promise<void> {
  const image = await images.find({ repository: { id: 1, fullName: 'acme/shop' }, sha, workload });
  assert.ok(image, `${sha} must have an image`);
  const spec: Deployment['spec'] = {
    replicas: 1,
    selector: { matchLabels: { app: 'shop' } },
    template: {
      metadata: { labels: { app: 'shop' } },
      spec: {
        containers: [
          {
            name: 'service',
            image: `${image.name}@${image.digest}`,
            env: [{ name: 'PORT', value: '3000' }],
            readinessProbe: { httpGet: { path: '/healthz', port: 'http' } },
          },
        ],
      },
    },
  };
  await objects.apply('Deployment', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: place, spec }, manager);
}

/** One request to an endpoint that is ready, on a connection of its own. */
async function ask(): Promise<string> {
  const { items } = await objects.list('EndpointSlice', { namespace: place.namespace });
  const ready = items.filter(({ endpoints }) => endpoints.some(({ conditions }) => conditions.ready));
  const port = ready[Math.floor(Math.random() * ready.length)]?.ports[0]?.port;
  if (port === undefined) throw new Error('no endpoint is ready');
  return get(port);
}

const get = (port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path: '/', agent: false }, (response) => {
      response.setEncoding('utf8');
      let body = '';
      response.on('data', (text: string) => (body += text));
      response.on('end', () => resolve(body));
      response.on('error', reject);
    });
    asked.on('error', reject);
    asked.end();
  });

/** Asks all the time, two at a time, until it is stopped. */
function startClient() {
  const answers: string[] = [];
  const failures: string[] = [];
  const stopped = new AbortController();
  const loop = async () => {
    while (!stopped.signal.aborted) await ask().then((text) => answers.push(text), failed);
  };
  const failed = (error: unknown) => {
    failures.push(String(error));
    return new Promise((resolve) => void setImmediate(resolve));
  };
  const loops = [loop(), loop()];
  return {
    answers,
    failures,
    stop: async () => {
      stopped.abort();
      await Promise.all(loops);
    },
  };
}

const pods = async (): Promise<readonly Stored<Pod>[]> =>
  (await objects.list('Pod', { namespace: place.namespace })).items;

/** What each pod answers; a pod that does not answer is empty. */
async function podColours(): Promise<readonly string[]> {
  const { items } = await objects.list('EndpointSlice', { namespace: place.namespace });
  const ports = items.flatMap((slice) => slice.ports.map(({ port }) => port));
  return Promise.all(ports.map((port) => get(port).catch(() => '')));
}

async function podThatWaitsFor(reason: string): Promise<Stored<Pod>> {
  const waits = ({ status }: Pod) => status?.containerStatuses?.some(({ state }) => state.waiting?.reason === reason);
  await until(`a pod waits with ${reason}`, async () => (await pods()).some(waits));
  const found = (await pods()).find(waits);
  assert.ok(found, `no pod waits with ${reason} any more`);
  return found;
}
