import { ObjectsError } from '#ports/objects/errors.ts';
import type { Kind } from '#model/kinds.ts';
import type { WatchEvent } from '#ports/objects/objects.ts';
import type { Process } from './process.ts';
import type { Scheduler } from './scheduler.ts';
import type { Weather } from './weather.ts';

/** How long it takes until the loss of a connection is noticed, in milliseconds. */
const NOTICED_MS = 50;

/** The watches that are open, and what can happen to them. */
export class Connections {
  readonly #scheduler: Scheduler;
  readonly #weather: Weather;
  readonly #open = new Set<Watch<Kind>>();

  constructor(scheduler: Scheduler, weather: Weather) {
    this.#scheduler = scheduler;
    this.#weather = weather;
  }

  open<K extends Kind>(
    process: Process,
    { signal, sendInitialEvents = false }: { readonly signal: AbortSignal; readonly sendInitialEvents?: boolean },
    server: (signal: AbortSignal) => AsyncIterable<WatchEvent<K>>,
  ) {
    const common = { scheduler: this.#scheduler, weather: this.#weather, process, signal };
    const watch = new Watch<K>({ ...common, server, sendsInitial: sendInitialEvents });
    this.#open.add(watch);
    return watch;
  }

  /** Ends every open watch, as a server does that restarts (`Unavailable`) or has compacted its history (`Expired`). */
  breakAll(code: 'Unavailable' | 'Expired'): void {
    const open = [...this.#open];
    this.#open.clear();
    for (const watch of open) watch.break(new ObjectsError(code, code === 'Expired' ? 'too old version' : 'EOF'));
  }
}

interface WatchOptions<K extends Kind> {
  readonly scheduler: Scheduler;
  readonly weather: Weather;
  readonly process: Process;
  readonly signal: AbortSignal;
  readonly server: (signal: AbortSignal) => AsyncIterable<WatchEvent<K>>;
  /** It begins with everything there is. */
  readonly sendsInitial: boolean;
}

/**
 * A watch whose events each take their time, and never overtake each other. Those that it begins with are one answer.
 * It ends with an error when its connection breaks; what the server had not sent by then comes with the next watch.
 */
class Watch<K extends Kind> implements AsyncIterable<WatchEvent<K>>, AsyncIterator<WatchEvent<K>, undefined> {
  readonly #options: WatchOptions<K>;
  readonly #events: AsyncIterator<WatchEvent<K>>;
  #stage: 'waits for the first' | 'sends the first' | 'follows';
  readonly #hangUp = new AbortController();
  #broken: Error | undefined;
  #reject: ((error: Error) => void) | undefined;

  constructor(options: WatchOptions<K>) {
    this.#options = options;
    this.#stage = options.sendsInitial ? 'waits for the first' : 'follows';
    options.signal.addEventListener('abort', () => this.#hangUp.abort(), { once: true });
    this.#events = options.server(this.#hangUp.signal)[Symbol.asyncIterator]();
    if (options.weather.is('Kubernetes is down')) this.break(new ObjectsError('Unavailable', 'connection refused'));
  }

  [Symbol.asyncIterator](): AsyncIterator<WatchEvent<K>, undefined> {
    return this;
  }

  next(): Promise<IteratorResult<WatchEvent<K>, undefined>> {
    const { scheduler, process } = this.#options;
    return new Promise((resolve, reject) => {
      this.#reject = (error) => scheduler.after(NOTICED_MS, process, () => reject(error));
      if (this.#broken) return this.#reject(this.#broken);
      const arrive = (result: IteratorResult<WatchEvent<K>>): void => {
        if (this.#broken) return;
        const answer = result.done
          ? ({ done: true, value: undefined } as const)
          : ({ done: false, value: result.value } as const);
        this.#reject = undefined;
        scheduler.after(this.#delayMs(answer.value), process, () => resolve(answer));
      };
      this.#events.next().then(arrive, (error: Error) => this.break(error));
    });
  }

  #delayMs(event: WatchEvent<K> | undefined): number {
    const stage = this.#stage;
    if (event?.type === 'BOOKMARK' && event.initialEventsEnd) this.#stage = 'follows';
    else if (stage === 'waits for the first') this.#stage = 'sends the first';
    return stage === 'sends the first' ? 0 : this.#options.weather.watchMs();
  }

  break(error: Error): void {
    if (this.#broken) return;
    this.#broken = error;
    this.#hangUp.abort();
    this.#reject?.(error);
  }
}
