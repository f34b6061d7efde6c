import { RunLog } from '#adapters/local/cluster/run-log.ts';
import { COMMIT_ANNOTATION, ENVIRONMENT_LABEL } from '#features/environment/labels.ts';
import { preview } from '#features/deliver/worlds.testing.ts';
import type { Environment } from '#model/environment.ts';
import type { Kind, Kinds } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Pod } from '#model/kubernetes/workload.ts';
import { sha } from '#model/samples.testing.ts';
import type { Clock } from '#ports/clock.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import type { ObjectReader } from '#ports/objects/objects.ts';
import type { PodLogEntry, PodLogOptions, PodLogStreams, PodRef } from '#ports/pod-logs.ts';

/** One environment, `shop-pr-12`, whose pods come, write and go as a test says. */
export class LoggedCluster {
  environment: Stored<Environment> | undefined = preview({});
  /** Whether the API is away. */
  isAway = false;
  /** Whether who asks may not see what pods write. */
  isForbidden = false;
  /** How many readers there are of what pods write. */
  reading = 0;
  readonly #clock: Clock;
  readonly #pods = new Map<string, { readonly pod: Stored<Pod>; run: RunLog; previous?: RunLog }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A pod comes: `shop-1a2b-` and its name. */
  start(name: string): void {
    this.#pods.set(name, { pod: podCalled(name, this.#pods.size), run: new RunLog(this.#clock) });
  }

  write(name: string, ...lines: readonly string[]): void {
    for (const line of lines) this.#of(name).run.add(line);
  }

  /** Its container ends and is started again. */
  restart(name: string): void {
    const pod = this.#of(name);
    pod.run.end();
    pod.previous = pod.run;
    pod.run = new RunLog(this.#clock);
  }

  end(name: string): void {
    this.#of(name).run.end();
    this.#pods.delete(name);
  }

  readonly reader: ObjectReader = {
    get: async <K extends Kind>() => this.#answer(this.environment) as Stored<Kinds[K]> | undefined,
    list: async () => ({
      items: this.#answer([...this.#pods.values()].map(({ pod }) => pod)) as never,
      resourceVersion: '1',
    }),
  };

  readonly podLogs: PodLogStreams = { read: (pod, options) => this.#read(pod, options) };

  async *#read({ name }: PodRef, { previous, ...options }: PodLogOptions): AsyncGenerator<PodLogEntry> {
    if (this.isForbidden) throw new ObjectsError('Forbidden', 'pods/log: 403', { next: 'give the account this right' });
    const pod = this.#pods.get(name.slice(name.lastIndexOf('-') + 1));
    const log = previous ? pod?.previous : pod?.run;
    if (!log) return;
    this.reading += 1;
    try {
      yield* log.read(options);
    } finally {
      this.reading -= 1;
    }
  }

  #answer<Value>(value: Value): Value {
    if (this.isAway) throw new ObjectsError('Unavailable', 'no answer');
    return value;
  }

  #of(name: string) {
    const found = this.#pods.get(name);
    if (!found) throw new Error(`there is no pod ${name}`);
    return found;
  }
}

const podCalled = (name: string, age: number): Stored<Pod> => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: `shop-1a2b-${name}`,
    namespace: 'shop-pr-12',
    uid: `uid-${name}`,
    resourceVersion: '1',
    generation: 1,
    creationTimestamp: new Date(Date.UTC(2026, 0, 5) + age * 1000).toISOString(),
    labels: { [ENVIRONMENT_LABEL]: 'shop-pr-12' },
    annotations: { [COMMIT_ANNOTATION]: sha('b') },
  },
  spec: { containers: [] },
});
