import type { Process } from './process.ts';
import { episodes, type Episode } from './weather.ts';
import type { Candidate, World } from './world.ts';

/** How long a controller takes until it is ready, and how long one that is to end is given. */
const STARTS_MS = 3_000;
const GRACE_MS = 30_000;

/** What happens at one moment. */
const moments = [
  'the controller crashes',
  'the function crashes',
  'the controller is frozen',
  'the function is frozen',
  'the controller is replaced',
  'watches expire',
  'Kubernetes restarts',
] as const;

export const faults = [...episodes, ...moments] as const;
export type Fault = (typeof faults)[number];

const isEpisode = (fault: Fault): fault is Episode => episodes.some((one) => one === fault);

/** Brings faults over the world, and mends them. */
export class Troubles {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** @param latestMs when it must be over, in milliseconds since 1970 */
  bring(fault: Fault, latestMs: number): void {
    const { dice, scheduler, weather, others } = this.#world;
    const endsAt = Math.round(Math.min(latestMs, scheduler.now() + dice.between(10_000, 180_000)));
    const lasts = endsAt - scheduler.now();
    this.#note(fault, `for ${Math.round(lasts / 1000)} s at most`);
    if (isEpisode(fault)) {
      weather.begin(fault);
      if (fault === 'Kubernetes is down') this.#world.connections.breakAll('Unavailable');
      scheduler.after(lasts, others, () => this.#mend(fault));
      return;
    }
    this.#happen(fault, endsAt);
  }

  #happen(fault: Exclude<Fault, Episode>, endsAt: number): void {
    const world = this.#world;
    const happenings: Readonly<Record<typeof fault, () => void>> = {
      'the controller crashes': () => this.#crash(this.#oneController()?.process, () => world.startController()),
      'the function crashes': () => this.#crash(world.function, () => world.startFunction()),
      'the controller is frozen': () => this.#oneController()?.process.freeze(endsAt),
      'the function is frozen': () => world.function?.freeze(endsAt),
      'the controller is replaced': () => this.#replace(),
      'watches expire': () => world.connections.breakAll('Expired'),
      'Kubernetes restarts': () => world.connections.breakAll('Unavailable'),
    };
    happenings[fault]();
  }

  #crash(process: Process | undefined, restart: () => void): void {
    const { scheduler, dice, others } = this.#world;
    process?.crash();
    scheduler.after(dice.around(5_000), others, restart);
  }

  /** As a Deployment does it: another is started, and the one before has to end within its grace period. */
  #replace(): void {
    const { scheduler, others } = this.#world;
    const old = this.#oneController();
    this.#world.startController();
    if (!old) return;
    scheduler.after(STARTS_MS, old.process, old.stop);
    scheduler.after(STARTS_MS + GRACE_MS, others, () => old.process.crash());
  }

  /** Mostly the one that leads, sometimes one that stands by. */
  #oneController(): Candidate | undefined {
    const { dice, controllers } = this.#world;
    return dice.chance(0.8) ? controllers[0] : dice.pick(controllers);
  }

  #mend(episode: Episode): void {
    this.#world.weather.end(episode);
    if (!this.#world.weather.is(episode)) this.#note(episode, 'is over');
  }

  #note(name: string, what: string): void {
    this.#world.trace.add({ kind: 'fault', at: this.#world.scheduler.now(), name, what });
  }
}
