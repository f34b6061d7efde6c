import { constants } from 'node:os';
import { messageOf } from '#lib/coded-error.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { ContainerSpec, ContainerState, ContainerStatus, Pod } from '#model/kubernetes/workload.ts';
import { isoTime, type Clock } from '#ports/clock.ts';
import type { Container, ContainerExit, Containers } from '#ports/containers.ts';
import type { PodLogEntry, PodLogOptions } from '#ports/pod-logs.ts';
import { sleep, type Timers } from '#ports/timers.ts';
import { afterExit, backoffMs, noCrashes, type CrashHistory } from './crash-history.ts';
import type { Address } from './endpoints.ts';
import { podStatus, type ContainerView, type PodStatus } from './pod-status.ts';
import { followReadiness } from './readiness.ts';
import { RunLog } from './run-log.ts';

export interface PodLifePorts {
  readonly containers: Containers;
  readonly clock: Clock;
  readonly timers: Timers;
  /** How long a deleted pod goes on serving, so that requests under way end. */
  readonly drainMs: number;
}

const GRACE_SECONDS = 10;
/** How long a failed pull is `ErrImagePull` before it is called `ImagePullBackOff`. */
const PULL_ERROR_MS = 1000;
/** What a shell gives for a command that cannot be started, and container runtimes too. */
const START_FAILED_CODE = 128;

/** The kubelet's part for one pod: from pull to stop, through all restarts. */
export class PodLife {
  readonly uid: string;
  /** Resolves when the container is gone for good. */
  readonly finished: Promise<void>;
  readonly #ports: PodLifePorts;
  readonly #pod: Stored<Pod>;
  readonly #spec: ContainerSpec;
  readonly #tell: () => void;
  readonly #end = new AbortController();
  readonly #ended: Promise<void>;
  #drains = false;
  #container: Container | undefined;
  /** Of the present run. */
  #log: RunLog | undefined;
  /** Of the run before it. */
  #previous: RunLog | undefined;
  #crashes: CrashHistory = noCrashes;
  #view: ContainerView;
  #status: PodStatus;

  /** @param tell called whenever the status has changed */
  constructor(ports: PodLifePorts, pod: Stored<Pod>, spec: ContainerSpec, tell: () => void) {
    this.uid = pod.metadata.uid;
    this.#ports = ports;
    this.#pod = pod;
    this.#spec = spec;
    this.#tell = tell;
    this.#view = firstView(pod);
    this.#status = podStatus(pod, this.#view, pod.status?.conditions, isoTime(ports.clock.now()));
    this.#ended = new Promise((resolve) => {
      this.#end.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    this.finished = this.#live();
  }

  get status(): PodStatus {
    return this.#status;
  }

  get address(): Address | undefined {
    return this.#container?.address;
  }

  /** The last lines of the present run or, when there is none, of the one before it, as kubectl shows them. */
  tail(lines: number, previous: boolean): readonly string[] {
    if (this.#container && !previous) return this.#container.tail(lines);
    return this.#previous?.tail(lines) ?? [];
  }

  /** The lines of the same runs as they come, until the run ends. */
  async *read({ previous, ...options }: PodLogOptions): AsyncGenerator<PodLogEntry, void, undefined> {
    const log = previous ? this.#previous : (this.#log ?? this.#previous);
    if (log) yield* log.read(options);
  }

  /** Ends it, after the drain time when it serves and `drain` asks for that. */
  end({ drain }: { readonly drain: boolean }): void {
    if (this.#end.signal.aborted) return;
    this.#drains = drain && this.#view.ready;
    this.#end.abort();
  }

  async #live(): Promise<void> {
    await this.#pull();
    while (!this.#end.signal.aborted) {
      const startedAt = this.#ports.clock.now();
      const container = await this.#start(startedAt);
      const exit = container ? await this.#run(container) : { code: START_FAILED_CODE };
      if (exit) await this.#pause(startedAt, exit, container ? 'Error' : 'StartError');
    }
  }

  async #pull(): Promise<void> {
    for (let count = 0; !this.#end.signal.aborted; count++) {
      try {
        await Promise.race([this.#ports.containers.pull(this.#spec.image), this.#ended]);
        if (!this.#end.signal.aborted) this.#change({ pulled: true });
        return;
      } catch (error) {
        const message = messageOf(error);
        this.#wait('ErrImagePull', message);
        await this.#sleep(PULL_ERROR_MS);
        this.#wait('ImagePullBackOff', message);
        await this.#sleep(backoffMs(count) - PULL_ERROR_MS);
      }
    }
  }

  /** Undefined when it did not start; what there is to say about it is kept as its output. */
  async #start(startedAt: number): Promise<Container | undefined> {
    const { name, namespace = '' } = this.#pod.metadata;
    const { image, command, args = [], env = [] } = this.#spec;
    const start = {
      id: `${namespace}/${name}/${this.#view.restartCount}`,
      image,
      ...(command && { command: [...command, ...args] }),
      env: Object.fromEntries(env.map((variable) => [variable.name, variable.value])),
    };
    try {
      this.#container = await this.#ports.containers.start(start);
      this.#log = this.#logOf(this.#container);
      const state = { running: { startedAt: isoTime(startedAt) } };
      this.#change({ state, started: true, ip: this.#container.address.ip, ready: !this.#spec.readinessProbe });
      return this.#container;
    } catch (error) {
      this.#previous = new RunLog(this.#ports.clock);
      this.#previous.add(messageOf(error));
      this.#previous.end();
      return undefined;
    }
  }

  #logOf(container: Container): RunLog {
    const log = new RunLog(this.#ports.clock);
    container.onLine((line) => log.add(line));
    return log;
  }

  /** Until it exits by itself, or is stopped: then undefined. */
  async #run(container: Container): Promise<ContainerExit | undefined> {
    const probes = new AbortController();
    const readiness = this.#followReadiness(container, probes.signal);
    const exit = await Promise.race([container.exited, this.#ended.then(() => undefined)]);
    if (!exit && this.#drains) {
      const drained = sleep(this.#ports.timers, this.#ports.drainMs, probes.signal);
      await Promise.race([drained, container.exited]);
    }
    probes.abort();
    if (!exit) await container.stop((this.#pod.spec.terminationGracePeriodSeconds ?? GRACE_SECONDS) * 1000);
    this.#log?.end();
    this.#previous = this.#log;
    this.#log = undefined;
    this.#container = undefined;
    if (!exit) await readiness;
    return exit;
  }

  async #followReadiness(container: Container, signal: AbortSignal): Promise<void> {
    const { readinessProbe, startupProbe } = this.#spec;
    if (!readinessProbe) return;
    const probes = { readinessProbe, ...(startupProbe && { startupProbe }) };
    await followReadiness({ container, timers: this.#ports.timers, signal }, probes, (ready) =>
      this.#change({ ready }),
    );
  }

  /** Between an exit and the next start. */
  async #pause(startedAt: number, exit: ContainerExit, reason: string): Promise<void> {
    const now = this.#ports.clock.now();
    const after = afterExit(this.#crashes, now - startedAt);
    const ended = { terminated: terminated(exit, reason, startedAt, now) };
    this.#crashes = after.history;
    this.#change({ state: ended, lastState: ended, ready: false, ip: undefined });
    if (after.crashLoop) {
      this.#wait('CrashLoopBackOff', `back-off restarting failed container ${this.#spec.name}`);
      await this.#sleep(after.pauseMs);
    }
    if (!this.#end.signal.aborted) this.#change({ restartCount: this.#view.restartCount + 1 });
  }

  #wait(reason: string, message: string): void {
    this.#change({ state: { waiting: { reason, message } }, ready: false });
  }

  #change(change: Partial<ContainerView>): void {
    this.#view = { ...this.#view, ...change };
    const now = isoTime(this.#ports.clock.now());
    this.#status = podStatus(this.#pod, this.#view, this.#status.conditions, now);
    this.#tell();
  }

  #sleep(ms: number): Promise<void> {
    return sleep(this.#ports.timers, ms, this.#end.signal);
  }
}

/** A pod that an earlier life of the cluster ran is started anew: its container went with that life. */
function firstView({ status }: Pod): ContainerView {
  const before = status?.containerStatuses?.[0];
  return {
    state: { waiting: { reason: 'ContainerCreating' } },
    lastState: before?.lastState,
    ready: false,
    restartCount: restartsOf(before),
    pulled: false,
    started: status?.phase === 'Running',
    ip: undefined,
  };
}

/** One more when its last run was not yet counted. */
function restartsOf(before: ContainerStatus | undefined): number {
  if (!before) return 0;
  return before.state.waiting ? before.restartCount : before.restartCount + 1;
}

/** A signal is reported as 128 and its number, as container runtimes do. */
function terminated(
  { code, signal }: ContainerExit,
  reason: string,
  startedAt: number,
  finishedAt: number,
): NonNullable<ContainerState['terminated']> {
  const number = Object.entries(constants.signals).find(([name]) => name === signal)?.[1];
  const exitCode = code ?? 128 + (number ?? 0);
  return {
    exitCode,
    ...(number !== undefined && { signal: number }),
    reason: exitCode === 0 ? 'Completed' : reason,
    startedAt: isoTime(startedAt),
    finishedAt: isoTime(finishedAt),
  };
}
