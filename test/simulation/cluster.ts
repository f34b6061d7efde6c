import { startLocalCluster, type LocalCluster } from '#adapters/local/cluster/cluster.ts';
import { createModelContainers, type ImageBehaviour } from '#adapters/local/cluster/model-containers.ts';
import type { Container, Containers, ContainerStart } from '#ports/containers.ts';
import { silentLog } from '#ports/log.ts';
import type { Objects } from '#ports/objects/objects.ts';
import type { Behaviour, Commits } from './commits.ts';
import { Process } from './process.ts';
import type { Scheduler } from './scheduler.ts';

const common = { pullMs: 1_500, readyAfterMs: 2_500, stopMs: 300 };
const crash = { afterMs: 700, code: 1, lines: ['listening soon', 'Error: cannot read the configuration'] };
/** A container that crashes at first runs from this start on. */
const RUNS_FROM_START = 3;

/** Kubernetes around the objects, with containers that are played by what their commit does. It never fails. */
export function startCluster(scheduler: Scheduler, objects: Objects, commits: Commits): LocalCluster {
  const timers = scheduler.timersOf(new Process('kubernetes'));
  const { random } = scheduler;
  const model = createModelContainers({
    clock: scheduler,
    timers,
    random,
    behaviour: (image, start) => behaviourOf(commits.behaviourOf(image.slice(image.indexOf('@') + 1)), start),
  });
  const containers = withFewProbes(model);
  return startLocalCluster({ objects, containers, clock: scheduler, timers, random, log: silentLog });
}

function behaviourOf(behaviour: Behaviour | undefined, start: ContainerStart | undefined): ImageBehaviour {
  switch (behaviour) {
    case 'runs':
      return common;
    case 'crashes':
      return { ...common, crash };
    case 'crashes at first':
      return Number(start?.id.split('/').at(-1)) < RUNS_FROM_START ? { ...common, crash } : common;
    case 'is never ready':
      return { ...common, neverReady: true };
    case 'cannot be pulled':
      return { ...common, pullError: 'manifest unknown' };
    case undefined:
      throw new Error('no commit has this image');
  }
}

/** A container of the model that is ready stays so until it ends: asking every second would only take time. */
function withFewProbes(model: Containers): Containers {
  return {
    pull: (image) => model.pull(image),
    start: async (start) => patient(await model.start(start)),
  };
}

function patient(container: Container): Container {
  let isReady = false;
  return {
    address: container.address,
    exited: container.exited,
    tail: (lines) => container.tail(lines),
    onLine: (listener) => container.onLine(listener),
    stop: (graceMs) => container.stop(graceMs),
    probe: async (path, timeoutMs) => {
      if (isReady) await container.exited;
      isReady = await container.probe(path, timeoutMs);
      return isReady;
    },
  };
}
