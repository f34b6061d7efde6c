import type { ControllerPorts } from '#apps/controller/config.ts';
import { alwaysLeading, type Election } from '#runtime/leadership/election.ts';
import { noIsolation } from '#ports/isolation.ts';
import type { Objects } from '#ports/objects/objects.ts';
import { silentLog, type Log } from '#ports/log.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import type { PodLogs } from '#ports/pod-logs.ts';
import type { Commits } from './commits.ts';
import { createGitHubPorts } from './github-port.ts';
import type { Hub } from './hub.ts';
import { createImagesPort } from './images-port.ts';
import type { Network } from './network.ts';
import { ObjectsPort } from './objects-port.ts';
import type { Process } from './process.ts';
import type { Scheduler } from './scheduler.ts';
import type { Weather } from './weather.ts';
import type { Connections } from './watches.ts';

/** What every process of ours reaches over the network. */
export interface Outside {
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly weather: Weather;
  readonly connections: Connections;
  readonly hub: Hub;
  readonly commits: Commits;
  readonly server: Objects;
  readonly podLogs: PodLogs;
  readonly nextPass: () => number;
}

const noAnswer = (why: string): ObjectsError => new ObjectsError('Unavailable', why);

export interface PortsOptions {
  readonly log?: Log;
  /** How it stands for election; left out, it may write without. */
  readonly stand?: (objects: Objects) => Election;
}

/** The ports of one process. */
export function portsOf(
  outside: Outside,
  process: Process,
  { log = silentLog, stand = alwaysLeading }: PortsOptions = {},
): ControllerPorts {
  const { scheduler, network, commits, podLogs } = outside;
  const objects = new ObjectsPort({ ...outside, process });
  const election = stand(objects);
  return {
    objects,
    election,
    github: createGitHubPorts(outside, process, election, log),
    images: createImagesPort(network, commits, scheduler, process),
    podLogs: {
      tail: (pod, options) =>
        network.call(
          { process, port: 'podLogs', verb: 'tail', what: `${pod.namespace}/${pod.name}`, noAnswer },
          () => ({
            answer: podLogs.tail(pod, options),
          }),
        ),
    },
    isolation: noIsolation,
    clock: scheduler,
    timers: scheduler.timersOf(process),
    random: scheduler.random,
    log,
  };
}
