import { ObjectsError } from '#ports/objects/errors.ts';
import type { Process } from './process.ts';
import type { Scheduler } from './scheduler.ts';
import type { Weather } from './weather.ts';

/** How long it takes until the loss of a connection is noticed, in milliseconds. */
const NOTICED_MS = 50;

/** The watches that are open, and what can happen to them. */
export class Connections {
  readonly #scheduler: Scheduler;
  readonly #weather: Weather;
  readonly #open = new Set<Watch<unknown>>();

  constructor(scheduler: Scheduler, weather: Weather) {
    this.#scheduler = scheduler;
    this.#weather = weather;
  }

  open<Event>(process: Process, signal: AbortSignal, server: (signal: AbortSignal) => AsyncIterable<Event>) {
    const watch = new Watch<Event>({ scheduler: this.#scheduler, weather: this.#weather, process, signal, server });
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

interface WatchOptions<Event> {
  readonly scheduler: Scheduler;
  readonly weather: Weather;
  readonly process: Process;
  readonly signal: AbortSignal;
  readonly server: (signal: AbortSignal) => AsyncIterable<Event>;
}

/**
 * A watch whose events each take their time, and never overtake each other.
 * It ends with an error when its connection breaks; what the server had not sent by then comes with the next watch.
 */
class Watch<Event> implements AsyncIterable<Event>, AsyncIterator<Event, undefined> {
  readonly #options: WatchOptions<Event>;
  readonly #events: AsyncIterator<Event>;
  readonly #hangUp = new AbortController();
  #broken: Error | undefined;
  #reject: ((error: Error) => void) | undefined;

  constructor(options: WatchOptions<Event>) {
    this.#options = options;
    options.signal.addEventListener('abort', () => this.#hangUp.abort(), { once: true });
    this.#events = options.server(this.#hangUp.signal)[Symbol.asyncIterator]();
    if (options.weather.is('Kubernetes is down')) this.break(new ObjectsError('Unavailable', 'connection refused'));
  }

  [Symbol.asyncIterator](): AsyncIterator<Event, undefined> {
    return this;
  }

  next(): Promise<IteratorResult<Event, undefined>> {
    const { scheduler, weather, process } = this.#options;
    return new Promise((resolve, reject) => {
      this.#reject = (error) => scheduler.after(NOTICED_MS, process, () => reject(error));
      if (this.#broken) return this.#reject(this.#broken);
      const arrive = (result: IteratorResult<Event>): void => {
        if (this.#broken) return;
        const answer = result.done
          ? ({ done: true, value: undefined } as const)
          : ({ done: false, value: result.value } as const);
        this.#reject = undefined;
        scheduler.after(weather.watchMs(), process, () => resolve(answer));
      };
      this.#events.next().then(arrive, (error: Error) => this.break(error));
    });
  }

  break(error: Error): void {
    if (this.#broken) return;
    this.#broken = error;
    this.#hangUp.abort();
    this.#reject?.(error);
  }
}
