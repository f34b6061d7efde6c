import { createLocalObjects, type LocalObjects } from '#adapters/local/objects/objects.ts';
import type { Snapshot } from '#adapters/local/objects/store.ts';
import { startLocalCluster } from '#adapters/local/cluster/cluster.ts';
import { createBuilds, type BuildProgress, type Builds } from '#adapters/local/images/builds.ts';
import { createLocalImages } from '#adapters/local/images/images.ts';
import { createProcessContainers } from '#adapters/local/processes/containers.ts';
import { allowedEnvironment, buildEnvironment } from '#adapters/local/processes/environment.ts';
import { systemClock as clock, systemTimers as timers } from '#adapters/node/time.ts';
import { byAddress } from '#apps/proxy/pod-network.ts';
import type { RepositoryRef } from '#model/ids.ts';
import { noIsolation } from '#ports/isolation.ts';
import type { Log } from '#ports/log.ts';
import { alwaysLeading } from '#runtime/leadership/election.ts';
import type { LocalChildren } from './children.ts';
import type { Closing } from './closing.ts';
import type { Ground } from './ground.ts';
import { leftoversOf } from './leftovers.ts';
import type { NodeProgram } from './node-program.ts';

export interface LocalGroundOptions {
  /** Where built checkouts are kept between runs. */
  readonly cacheDirectory: string;
  /** The bare git repository that has a repository's commits. */
  readonly mirrorOf: (repository: RepositoryRef) => string;
  readonly log: Log;
  readonly environment: NodeJS.ProcessEnv;
  readonly local: LocalChildren;
  readonly node: NodeProgram;
  readonly closing: Closing;
  /** Where an earlier run left off. */
  readonly snapshot?: Snapshot;
  readonly onBuild?: (progress: BuildProgress) => void;
}

export interface LocalGround extends Ground {
  readonly objects: LocalObjects;
  readonly builds: Builds;
}

const random = Math.random;

/** What would be Kubernetes: objects in memory, pods as processes, images as built checkouts. */
export function startLocalGround(options: LocalGroundOptions): LocalGround {
  const { cacheDirectory, mirrorOf, log, closing, environment: all, local, node, onBuild, snapshot } = options;
  const { children, programs, supervision } = local;
  const { instance } = children;
  const objects = createLocalObjects({ clock, random, ...(snapshot && { snapshot }) });
  const environment = allowedEnvironment(all, node.directory);
  const runtime = `${node.version} ${process.platform}-${process.arch}`;
  const images = createLocalImages({ cacheDirectory, mirrorOf, environment, runtime, programs });
  const builds = createBuilds({
    cacheDirectory,
    environment: buildEnvironment(all, node.directory),
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
  const leftovers = (name: string) => leftoversOf(objects, instance, name);
  return {
    objects,
    reader: objects,
    images,
    builds,
    podLogs: cluster.podLogs,
    election: alwaysLeading(),
    isolation: noIsolation,
    pods: byAddress,
    leftovers,
  };
}
