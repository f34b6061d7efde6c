import { CodedError } from '#lib/coded-error.ts';
import type { Cancel } from './timers.ts';

/** How to start one container of local mode. */
export interface ContainerStart {
  /** Unique among those that run: `namespace/pod/restart`. */
  readonly id: string;
  /** `name@sha256:…` */
  readonly image: string;
  readonly command?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface ContainerExit {
  /** Undefined when a signal ended it. */
  readonly code?: number;
  readonly signal?: string;
}

/** A container that was started. */
export interface Container {
  /** Where it listens: its port was given to it as `PORT`. */
  readonly address: { readonly ip: string; readonly port: number };
  readonly exited: Promise<ContainerExit>;
  /** Whether an HTTP GET on the path is answered with 200 to 399. Never throws. */
  probe(path: string, timeoutMs: number): Promise<boolean>;
  /** The last lines of its output, oldest first. */
  tail(lines: number): readonly string[];
  /** Calls the listener for every line that was kept so far and for each that comes, before `exited` resolves. */
  onLine(listener: (line: string) => void): Cancel;
  /** SIGTERM, and SIGKILL after `graceMs`; resolves when it and its children are gone. */
  stop(graceMs: number): Promise<void>;
}

/** What runs containers where there is no kubelet: processes in local mode, a model in the simulation. */
export interface Containers {
  /** Makes an image ready to start. Throws `ContainersError`. */
  pull(image: string): Promise<void>;
  /** Throws `ContainersError`. */
  start(start: ContainerStart): Promise<Container>;
}

/** - `ImageNotFound`: no such image; - `BuildFailed`: its checkout could not be built; - `StartFailed`: no process came up. */
export class ContainersError extends CodedError<'ImageNotFound' | 'BuildFailed' | 'StartFailed'> {
  override readonly name = 'ContainersError';
}
