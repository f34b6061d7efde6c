import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { clusterOfContext } from '#adapters/kubernetes/kubeconfig.ts';
import { systemClock as clock, systemTimers as timers } from '#adapters/node/time.ts';
import { RegistryClient, type RegistryClientOptions } from '#adapters/registry/client.ts';
import { createRegistryImages } from '#adapters/registry/images.ts';
import { ownArchitecture, layerOfDirectory, type Layer } from '#adapters/registry/oci-image.ts';
import type { PullSecret } from '#adapters/registry/pull-secret.ts';
import { createPullSecretCredentials } from '#adapters/registry/pull-secret-credentials.ts';
import { pushImage, tryPush } from '#adapters/registry/push.ts';
import type { LocalChildren } from '#apps/up/world/children.ts';
import type { Closing } from '#apps/up/world/closing.ts';
import type { Place } from '#apps/up/world/place.ts';
import { imageOf } from '#model/image-template.ts';
import { applicationName, commitSha } from '#model/ids.ts';
import type { Log } from '#ports/log.ts';
import { EXAMPLE_LABELS, removeExample } from './example.ts';
import { startClusterGround } from './cluster-ground.ts';
import { registryUnusable } from './unusable.ts';
import { NODE_IN_IMAGE, nodeLayer } from '#adapters/registry/node-layer.ts';

/** A cluster that a person names, and the registry that it has its images from. */
export interface ClusterSubject {
  /** Of the kubeconfig. */
  readonly context: string;
  /** `HOST[:PORT][/PATH]`, that both this machine and the nodes reach. */
  readonly registry: string;
  /** The registry speaks HTTP without TLS. */
  readonly plainHttp: boolean;
}

export interface ClusterPlaceOptions {
  readonly subject: ClusterSubject;
  readonly name: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly local: LocalChildren;
  readonly log: Log;
  readonly closing: Closing;
}

const APP = '/app';
/** Any but root: pods are restricted. */
const USER = '1000:1000';
/** For one layer: Node's has a hundred megabytes, and the way to a registry may be narrow. */
const UPLOAD_MS = 5 * 60_000;

/** The example on Kubernetes: each commit whose tests passed becomes an image. */
export function clusterPlace({ subject, name, environment, local, log, closing }: ClusterPlaceOptions): Place {
  const { context, registry, plainHttp } = subject;
  const repository = `${registry}/${name}`;
  const image = `${repository}:{sha}`;
  const options: RegistryClientOptions = {
    fetch,
    clock,
    credentials: [createPullSecretCredentials(() => dockerLogins(environment))],
    insecureRegistries: plainHttp ? [registry.split('/')[0] ?? registry] : [],
  };
  const client = new RegistryClient({ ...options, timeoutMs: UPLOAD_MS });
  let node: Promise<Layer> | undefined;
  return {
    image,
    async startGround() {
      const cluster = await clusterOfContext(context);
      await tryPush(client, repository).catch((error: unknown) => {
        throw registryUnusable(registry, error);
      });
      return startClusterGround({ cluster, images: createRegistryImages(options), log, closing });
    },
    labels: EXAMPLE_LABELS,
    clear: ({ objects }) => removeExample(objects, applicationName.parse(name), { clock, timers }),
    async publish({ sha }, files) {
      node ??= nodeLayer(local.programs);
      const layers = [await node, await layerOfDirectory(files, APP)];
      const config = {
        architecture: ownArchitecture,
        env: { PATH: NODE_IN_IMAGE.replace(/\/node$/, '') },
        workingDirectory: APP,
        user: USER,
      } as const;
      const named = imageOf(image, commitSha.parse(sha));
      await pushImage(client, named.name, named.tag, { layers, config });
    },
  };
}

/** What `docker login` and its sisters have written down. */
async function dockerLogins({ DOCKER_CONFIG }: NodeJS.ProcessEnv): Promise<readonly PullSecret[]> {
  const path = join(DOCKER_CONFIG ?? join(homedir(), '.docker'), 'config.json');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? [] : [{ name: path, dockerConfigJson: text }];
}
