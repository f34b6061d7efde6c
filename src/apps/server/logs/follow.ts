import { BoundedQueue } from '#lib/bounded-queue.ts';
import { messageOf } from '#lib/coded-error.ts';
import type { LogView } from '#apps/server/views.ts';
import type { PodLogEntry, PodLogOptions } from '#ports/pod-logs.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import { sleep } from '#ports/timers.ts';
import { environmentNamed, podsOf, whyNothing, type LoggedPod } from './pods.ts';
import { entryView, type LogsPorts } from './view.ts';

/** How often is looked for pods that came or went: in a cache, or in local mode's own memory. */
const LOOK_MS = 250;
/** What the reader may be behind. */
const WAITING_VIEWS = 5000;

/**
 * The lines of all pods of an environment as they come: over restarts and replacements, until the environment is gone
 * or the signal aborts. What a slow reader loses is counted, and the services never wait for it.
 */
export async function* followLogs(
  ports: LogsPorts,
  name: string,
  tail: number | undefined,
  reader: AbortSignal,
): AsyncGenerator<LogView, void, undefined> {
  const end = new AbortController();
  const signal = AbortSignal.any([end.signal, reader]);
  const queue = new BoundedQueue<LogView>(WAITING_VIEWS);
  const following = new Following(ports, name, { tail, signal, push: (view) => queue.push(view) });
  const followed = following.run().finally(() => queue.close());
  try {
    for await (const { items, dropped } of queue.batches()) {
      if (dropped > 0) yield { kind: 'dropped', lines: dropped };
      yield* items;
    }
  } finally {
    end.abort();
    await followed;
  }
}

interface FollowingOptions {
  readonly tail: number | undefined;
  readonly signal: AbortSignal;
  readonly push: (view: LogView) => void;
}

type From = Pick<PodLogOptions, 'sinceTime' | 'tailLines'>;

class Following {
  readonly #ports: LogsPorts;
  readonly #name: string;
  readonly #options: FollowingOptions;
  /** By uid: those that were there at the last look. */
  #present: ReadonlySet<string> = new Set();
  readonly #joined = new Map<string, Promise<void>>();
  #said = '';

  constructor(ports: LogsPorts, name: string, options: FollowingOptions) {
    this.#ports = ports;
    this.#name = name;
    this.#options = options;
  }

  /** Never throws. */
  async run(): Promise<void> {
    const { signal, push } = this.#options;
    while (!signal.aborted && !(await this.#looked())) await sleep(this.#ports.timers, LOOK_MS, signal);
    await Promise.all(this.#joined.values());
    if (!signal.aborted) push({ kind: 'gone', name: this.#name });
  }

  /** Whether the environment is gone; what cannot be seen at the moment is not. */
  async #looked(): Promise<boolean> {
    try {
      return await this.#look();
    } catch (error) {
      this.#ports.log.warn('logs-not-seen', { environment: this.#name, error: messageOf(error) });
      this.#sayIfRefused(error);
      return false;
    }
  }

  async #look(): Promise<boolean> {
    const { reader } = this.#ports;
    const environment = await environmentNamed(reader, this.#name);
    const pods = await podsOf(reader, this.#name);
    this.#present = new Set(pods.map(({ uid }) => uid));
    for (const pod of pods) if (!this.#joined.has(pod.uid)) this.#joined.set(pod.uid, this.#follow(pod));
    const isStaying = environment !== undefined && environment.metadata.deletionTimestamp === undefined;
    if (isStaying && pods.length === 0) this.#sayWhyNothing(whyNothing(environment));
    return !environment && pods.length === 0;
  }

  /** Each reason once. */
  #sayWhyNothing(view: LogView & { readonly kind: 'nothing' }): void {
    const words = `${view.reason}: ${view.message}`;
    if (words !== this.#said) this.#options.push(view);
    this.#said = words;
  }

  /** Who has no right to see them would wait for ever without a word. */
  #sayIfRefused(error: unknown): void {
    if (!(error instanceof ObjectsError) || error.code !== 'Forbidden') return;
    const { code: reason, message, next = 'ask for the right to see them' } = error;
    this.#sayWhyNothing({ kind: 'nothing', reason, message, next });
  }

  /** Run after run, for as long as the pod is there. */
  async #follow(pod: LoggedPod): Promise<void> {
    const { signal, push, tail } = this.#options;
    const { name, commit } = pod;
    push({ kind: 'pod', pod: name, state: 'joined', ...(commit !== undefined && { commit }) });
    let from: From = tail === 0 ? { sinceTime: await this.#newestLine(pod) } : { tailLines: tail };
    while (!signal.aborted && this.#present.has(pod.uid)) {
      from = { sinceTime: (await this.#readRun(pod, from)) ?? from.sinceTime };
      await sleep(this.#ports.timers, LOOK_MS, signal);
    }
    if (!signal.aborted) push({ kind: 'pod', pod: name, state: 'ended' });
  }

  /** When the last line was written that is there now. */
  async #newestLine(pod: LoggedPod): Promise<number | undefined> {
    return this.#read(pod, { follow: false, tailLines: 1 }, () => undefined);
  }

  /** Of what was read before nothing is told again. @returns when the last line was written */
  #readRun(pod: LoggedPod, from: From): Promise<number | undefined> {
    const { redact } = this.#ports;
    return this.#read(pod, { follow: true, ...from }, (entry) => this.#options.push(entryView(pod, entry, redact)));
  }

  /** Never throws: what cannot be read now may be readable soon. */
  async #read(
    pod: LoggedPod,
    which: From & { readonly follow: boolean },
    tell: (entry: PodLogEntry) => void,
  ): Promise<number | undefined> {
    const { podLogs, log } = this.#ports;
    const { signal } = this.#options;
    let last: number | undefined;
    try {
      for await (const entry of podLogs.read(pod, { ...which, previous: false, signal })) {
        tell(entry);
        if (entry.kind === 'line') last = entry.at;
      }
    } catch (error) {
      log.warn('pod-log-not-read', { pod: pod.name, error: messageOf(error) });
      this.#sayIfRefused(error);
    }
    return last;
  }
}
