import { systemClock as clock, systemTimers as timers } from '#adapters/node/time.ts';
import { startController, type Controller } from '#apps/controller/create.ts';
import { createFunction, WEBHOOK_PATH } from '#apps/function/function.ts';
import { serveOnNode } from '#adapters/node/http-server.ts';
import { createWake } from '#apps/function/wake.ts';
import { createProxy, type Proxy } from '#apps/proxy/proxy.ts';
import { routesUnder } from '#apps/proxy/host.ts';
import { LOOPBACK_DOMAIN, loopbackUrl, USUAL_PORT } from '#apps/proxy/loopback.ts';
import { CodedError, messageOf } from '#lib/coded-error.ts';
import { redactor, type Redact } from '#lib/redact.ts';
import { APPLICATION_FILE } from '#model/application-file.ts';
import { GROUP_VERSION } from '#model/environment.ts';
import type { ApplicationName, EnvironmentName, RepositoryRef } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { GitHubByUse } from '#ports/github/by-use.ts';
import type { Log } from '#ports/log.ts';
import type { Objects } from '#ports/objects/objects.ts';
import type { Closing } from './closing.ts';
import type { Ground } from './ground.ts';

export interface PlatformOptions {
  readonly ground: Ground;
  readonly github: GitHubByUse;
  readonly log: Log;
  /** The secret that GitHub signs its deliveries with. */
  readonly webhookSecret: string;
  /** Everything that must never be printed. */
  readonly secrets: readonly string[];
  /** 0 takes a free one; left out: the usual one, or a free one where that is taken. */
  readonly proxyPort: number | undefined;
  readonly closing: Closing;
}

/** Our own parts, running in this process on some ground. */
export interface Platform {
  /** Takes every secret of this platform out of a text. */
  readonly redact: Redact;
  readonly controller: Controller;
  readonly proxy: Proxy;
  readonly proxyPort: number;
  /** Where GitHub shall deliver to. */
  readonly webhookUrl: string;
  readonly urlOf: (name: EnvironmentName) => string;
}

const RESYNC_MS = 60_000;
const random = Math.random;

/** Starts proxy, controller and function; what was started is closed in reverse order. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { ground, github, log, closing } = options;
  const { objects, reader, images, podLogs, pods, election, isolation } = ground;
  const proxy = createProxy({ reader, pods, routes: routesUnder(LOOPBACK_DOMAIN), clock, timers, log });
  const proxyPort = await listen(proxy, options.proxyPort);
  closing.add('proxy', () => proxy.close());
  const urlOf = (name: EnvironmentName) => loopbackUrl(name, proxyPort);

  const ports = { objects, github, images, podLogs, isolation, clock, timers, random, log };
  const redact = redactor(options.secrets);
  const config = { urlOf, redact, resyncMs: RESYNC_MS };
  const controller = await startController({ ...ports, election }, config);
  closing.add('controller', () => controller.stop());

  const secrets = [options.webhookSecret];
  const { wake, settled } = createWake({ ...ports, github: github.push });
  closing.add('wakes', settled);
  const app = createFunction({ secrets, wake, timers, clock, log });
  const server = await serveOnNode({ handle: app.handle, hostname: '127.0.0.1', port: 0, timers });
  closing.add('function', () => server.close());
  closing.add('github-waiting', async () => github.close());
  return { redact, controller, proxy, proxyPort, webhookUrl: server.url + WEBHOOK_PATH, urlOf };
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

/** A repository that is registered as an application. */
export interface Registration {
  readonly name: ApplicationName;
  readonly repository: RepositoryRef;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Registers a repository as an application. Throws `ObjectsError`. */
export async function registerApplication(
  objects: Objects,
  { name, repository, labels = {} }: Registration,
): Promise<void> {
  const metadata = { name, namespace: HOME_NAMESPACE, labels };
  const spec = { repository, path: APPLICATION_FILE };
  await objects.apply(
    'Application',
    { apiVersion: GROUP_VERSION, kind: 'Application', metadata, spec },
    { fieldManager: 'registration' },
  );
}
