import { messageOf } from '#lib/coded-error.ts';
import { equal } from '#lib/equal.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Pod } from '#model/kubernetes/workload.ts';
import type { Log } from '#ports/log.ts';
import type { ObjectKey, Objects } from '#ports/objects/objects.ts';
import type { PodLogEntry, PodLogOptions, PodLogs, PodLogStreams, PodRef } from '#ports/pod-logs.ts';
import type { Address } from './endpoints.ts';
import { KeyedWork } from './keyed-work.ts';
import { CONTAINER_FINALIZER } from './labels.ts';
import { PodLife, type PodLifePorts } from './pod-life.ts';

export interface KubeletPorts extends PodLifePorts {
  readonly objects: Objects;
  readonly log: Log;
}

/** A life that ended by a fault of ours is begun again after this. */
const FAILED_LIFE_MS = 1000;

/** Runs the containers of all pods and writes their status. */
export class Kubelet {
  readonly podLogs: PodLogs & PodLogStreams = {
    tail: async (pod, { lines, previous }) => this.#lives.get(keyOf(pod))?.tail(lines, previous) ?? [],
    read: (pod, options) => this.#read(pod, options),
  };
  readonly #ports: KubeletPorts;
  readonly #work: KeyedWork;
  readonly #lives = new Map<string, PodLife>();
  #stopped = false;

  constructor(ports: KubeletPorts) {
    this.#ports = ports;
    this.#work = new KeyedWork(ports, (key) => this.#reconcile(key));
  }

  /** Looks at a pod again: it came, changed or went. */
  look(pod: PodRef): void {
    this.#work.add(keyOf(pod));
  }

  /** Where the container of a pod listens, by the pod's uid. */
  addressOf(uid: string): Address | undefined {
    for (const life of this.#lives.values()) if (life.uid === uid) return life.address;
    return undefined;
  }

  /** Stops all containers without draining; the pods stay, and start again with the next cluster. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#work.stop();
    const lives = [...this.#lives.values()];
    for (const life of lives) life.end({ drain: false });
    await Promise.allSettled(lives.map(({ finished }) => finished));
  }

  async *#read(pod: PodRef, options: PodLogOptions): AsyncGenerator<PodLogEntry, void, undefined> {
    const life = this.#lives.get(keyOf(pod));
    if (life) yield* life.read(options);
  }

  async #reconcile(name: string): Promise<void> {
    const { objects } = this.#ports;
    const key = refOf(name);
    const pod = await objects.get('Pod', key);
    const life = this.#lives.get(name);
    if (this.#stopped) return;
    if (life && life.uid !== pod?.metadata.uid) return life.end({ drain: false });
    if (!pod) return;

    if (pod.metadata.deletionTimestamp !== undefined) {
      if (!life) return this.#release(pod);
      life.end({ drain: true });
    }
    const { status } = life ?? this.#begin(name, pod);
    const ifVersion = pod.metadata.resourceVersion;
    if (!equal(pod.status, status)) await objects.putStatus('Pod', key, status, { ifVersion });
  }

  /** Lets a deleted pod go, once its container is gone. */
  async #release({ metadata }: Stored<Pod>): Promise<void> {
    if (!metadata.finalizers?.includes(CONTAINER_FINALIZER)) return;
    const ifVersion = metadata.resourceVersion;
    await this.#ports.objects.removeFinalizer('Pod', metadata, CONTAINER_FINALIZER, { ifVersion });
  }

  #begin(name: string, pod: Stored<Pod>): Pick<PodLife, 'status'> {
    const [container] = pod.spec.containers;
    if (!container) return { status: { phase: 'Failed' } };
    const life = new PodLife(this.#ports, pod, container, () => this.#work.add(name));
    this.#lives.set(name, life);
    void this.#forgetWhenFinished(name, life);
    return life;
  }

  async #forgetWhenFinished(name: string, { finished }: PodLife): Promise<void> {
    const [end] = await Promise.allSettled([finished]);
    this.#lives.delete(name);
    if (end.status === 'fulfilled') return this.#work.add(name);

    this.#ports.log.error('pod-life-failed', { pod: name, error: messageOf(end.reason) });
    this.#work.addAfter(name, FAILED_LIFE_MS);
  }
}

const keyOf = ({ namespace, name }: PodRef): string => `${namespace}/${name}`;

function refOf(key: string): ObjectKey & PodRef {
  const [namespace = '', name = ''] = key.split('/');
  return { namespace, name };
}
