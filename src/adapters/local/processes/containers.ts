import { messageOf } from '#lib/coded-error.ts';
import type { Random } from '#lib/random.ts';
import { imageDigest, type ImageDigest } from '#model/ids.ts';
import { ContainersError, type Container, type Containers, type ContainerStart } from '#ports/containers.ts';
import type { Log } from '#ports/log.ts';
import type { Timers } from '#ports/timers.ts';
import type { Children } from './children.ts';
import { commandOf } from './command.ts';
import type { Environment } from './environment.ts';
import { FreePorts } from './free-port.ts';
import { ProcessContainer } from './process-container.ts';

/** Where images become directories. */
export interface ImageDirectories {
  /** The built checkout of an image, built now if need be. Throws `ContainersError`. */
  open(digest: ImageDigest): Promise<string>;
}

export interface ProcessContainersOptions {
  readonly images: ImageDirectories;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  /** The variables that every child gets; see `allowedEnvironment`. */
  readonly environment: Environment;
  readonly children: Children;
}

export interface ProcessContainers extends Containers {
  /** Stops everything that runs; resolves when nothing is left. */
  stopAll(graceMs: number): Promise<void>;
}

/** Containers as processes of this machine: trusted code only, nothing separates them from it or from each other. */
export function createProcessContainers(options: ProcessContainersOptions): ProcessContainers {
  const { images, timers, random, log, environment, children } = options;
  const ports = new FreePorts(random);
  const running = new Map<string, ProcessContainer>();

  async function start({ id, image, command, env }: ContainerStart): Promise<Container> {
    if (running.has(id)) throw new ContainersError('StartFailed', `${id}: runs already`, { source: 'system' });
    const directory = await images.open(digestOf(image));
    const resolved = await commandOf(directory, command);
    const port = await ports.take();
    const variables = { HOST: '127.0.0.1', ...environment, ...env, PORT: String(port) };
    const child = await children
      .start({ command: resolved, directory, env: variables, name: id })
      .catch((error: unknown) => {
        ports.release(port);
        throw startFailed(resolved, error);
      });
    const container = new ProcessContainer(timers, child, port);
    running.set(id, container);
    log.info('container-started', { id, port });
    void forgetWhenGone(id, container);
    return container;
  }

  async function forgetWhenGone(id: string, { exited, address }: Container): Promise<void> {
    const { code, signal } = await exited;
    running.delete(id);
    ports.release(address.port);
    log.info('container-exited', { id, code, signal });
  }

  return {
    pull: async (image) => void (await images.open(digestOf(image))),
    start,
    stopAll: async (graceMs) => {
      await Promise.all([...running.values()].map((container) => container.stop(graceMs)));
    },
  };
}

const startFailed = (command: readonly string[], error: unknown): ContainersError =>
  new ContainersError('StartFailed', `${command.join(' ')}: cannot be started: ${messageOf(error)}`, {
    source: 'user',
    next: 'correct spec.command in dungeonmaster.yaml',
    cause: error,
  });

/** Throws `ImageNotFound` when the image is not `NAME@sha256:…`. */
function digestOf(image: string): ImageDigest {
  const parsed = imageDigest.safeParse(image.slice(image.indexOf('@') + 1));
  if (parsed.success) return parsed.data;
  throw new ContainersError('ImageNotFound', `${image}: is not pinned by a digest`, { source: 'system' });
}
