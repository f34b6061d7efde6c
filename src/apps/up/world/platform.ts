import { createLocalObjects, type LocalObjects } from '#adapters/local/objects/objects.ts';
import type { Snapshot } from '#adapters/local/objects/store.ts';
import { startLocalCluster } from '#adapters/local/cluster/cluster.ts';
import { createBuilds, type BuildProgress, type Builds } from '#adapters/local/images/builds.ts';
import { createLocalImages } from '#adapters/local/images/images.ts';
import { createProcessContainers, type ProcessContainers } from '#adapters/local/processes/containers.ts';
import { allowedEnvironment, buildEnvironment } from '#adapters/local/processes/environment.ts';
import { systemClock as clock, systemTimers as timers } from '#adapters/node/time.ts';
import { startController, type Controller } from '#apps/controller/create.ts';
import { createFunction, WEBHOOK_PATH } from '#apps/function/function.ts';
import { serveOnNode } from '#adapters/node/http-server.ts';
import { createWake } from '#apps/function/wake.ts';
import { createProxy, type Proxy } from '#apps/proxy/proxy.ts';
import { routesUnder } from '#apps/proxy/host.ts';
import { CodedError, messageOf } from '#lib/coded-error.ts';
import { redactor, type Redact } from '#lib/redact.ts';
import { APPLICATION_FILE } from '#model/application-file.ts';
import { GROUP_VERSION } from '#model/environment.ts';
import type { ApplicationName, EnvironmentName, RepositoryRef } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { GitHubByUse } from '#ports/github/by-use.ts';
import type { Images } from '#ports/images.ts';
import { noIsolation } from '#ports/isolation.ts';
import type { Log } from '#ports/log.ts';
import type { LocalChildren } from './children.ts';
import type { PodLogStreams } from '#ports/pod-logs.ts';
import type { Closing } from './closing.ts';
import type { NodeProgram } from './node-program.ts';

export interface PlatformOptions {
  readonly github: GitHubByUse;
  /** Where built checkouts are kept between runs. */
  readonly cacheDirectory: string;
  /** The bare git repository that has a repository's commits. */
  readonly mirrorOf: (repository: RepositoryRef) => string;
  readonly log: Log;
  /** The secret that GitHub signs its deliveries with. */
  readonly webhookSecret: string;
  /** Everything that must never be printed. */
  readonly secrets: readonly string[];
  /** 0 takes a free one; left out: the usual one, or a free one where that is taken. */
  readonly proxyPort: number | undefined;
  readonly environment: NodeJS.ProcessEnv;
  readonly local: LocalChildren;
  readonly node: NodeProgram;
  readonly closing: Closing;
  /** Where an earlier run left off. */
  readonly snapshot?: Snapshot;
  readonly onBuild?: (progress: BuildProgress) => void;
}

/** Our own parts, running on one machine. */
export interface Platform {
  readonly objects: LocalObjects;
  readonly images: Images;
  readonly builds: Builds;
  readonly containers: ProcessContainers;
  readonly podLogs: PodLogStreams;
  /** Takes every secret of this platform out of a text. */
  readonly redact: Redact;
  readonly controller: Controller;
  readonly proxy: Proxy;
  readonly proxyPort: number;
  /** Where GitHub shall deliver to. */
  readonly webhookUrl: string;
  readonly urlOf: (name: EnvironmentName) => string;
  /** Marks every process that this platform starts. */
  readonly instance: string;
}

const RESYNC_MS = 60_000;
const USUAL_PORT = 4400;
const DOMAIN = 'localhost';
const random = Math.random;

/** Starts objects, cluster, controller, function and proxy; what was started is closed in reverse order. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { github, log, closing } = options;
  const { snapshot } = options;
  const objects = createLocalObjects({ clock, random, ...(snapshot && { snapshot }) });
  const proxy = createProxy({ reader: objects, routes: routesUnder(DOMAIN), clock, timers, log });
  const proxyPort = await listen(proxy, options.proxyPort);
  closing.add('proxy', () => proxy.close());
  const urlOf = (name: EnvironmentName) => `http://${name}.${DOMAIN}:${proxyPort}/`;

  const { images, builds, containers, podLogs, instance } = startCluster(objects, options);
  const ports = { objects, github, images, podLogs, isolation: noIsolation, clock, timers, random, log };
  const redact = redactor(options.secrets);
  const config = { urlOf, redact, resyncMs: RESYNC_MS };
  const controller = await startController(ports, config);
  closing.add('controller', () => controller.stop());

  const secrets = [options.webhookSecret];
  const { wake, settled } = createWake({ ...ports, github: github.push });
  closing.add('wakes', settled);
  const app = createFunction({ secrets, wake, timers, clock, log });
  const server = await serveOnNode({ handle: app.handle, hostname: '127.0.0.1', port: 0, timers });
  closing.add('function', () => server.close());
  closing.add('github-waiting', async () => github.close());
  const webhookUrl = server.url + WEBHOOK_PATH;
  const cluster = { objects, images, builds, containers, podLogs, redact, instance };
  return { ...cluster, controller, proxy, proxyPort, webhookUrl, urlOf };
}

/** Addresses stay the same from run to run where they can; only a port that was asked for must be free. */
async function listen(proxy: Proxy, port: number | undefined): Promise<number> {
  if (port === undefined) return proxy.listen(USUAL_PORT).catch(() => proxy.listen(0));
  return proxy.listen(port).catch((cause: unknown) => {
    const next = 'choose another one with --port, or leave it out';
    throw new CodedError('PortUnusable', `previews: port ${port}: ${messageOf(cause)}`, {
      source: 'user',
      next,
      cause,
    });
  });
}

/** What would be Kubernetes: pods as processes, images as built checkouts. */
function startCluster(
  objects: LocalObjects,
  { cacheDirectory, mirrorOf, log, closing, environment: all, local, node, onBuild }: PlatformOptions,
) {
  const { children, programs, supervision } = local;
  const { instance } = children;
  const environment = allowedEnvironment(all, node.directory);
  const runtime = `${node.version} ${process.platform}-${process.arch}`;
  const images = createLocalImages({ cacheDirectory, mirrorOf, environment, runtime, programs });
  const forBuilds = buildEnvironment(all, node.directory);
  const builds = createBuilds({
    cacheDirectory,
    environment: forBuilds,
    programs,
    instance,
    supervision,
    clock,
    timers,
    ...(onBuild && { onProgress: onBuild }),
  });
  closing.add('builds', () => builds.close());
  const containers = createProcessContainers({ images: builds, timers, random, log, environment, children });
  const cluster = startLocalCluster({ objects, containers, clock, timers, random, log });
  closing.add('cluster', () => cluster.stop());
  return { images, builds, containers, podLogs: cluster.podLogs, instance };
}

/** Registers a repository as an application. Throws `ObjectsError`. */
export async function registerApplication(
  objects: LocalObjects,
  name: ApplicationName,
  repository: RepositoryRef,
): Promise<void> {
  const metadata = { name, namespace: HOME_NAMESPACE };
  const spec = { repository, path: APPLICATION_FILE };
  await objects.apply(
    'Application',
    { apiVersion: GROUP_VERSION, kind: 'Application', metadata, spec },
    { fieldManager: 'registration' },
  );
}
