import type { Process } from './process.ts';
import { episodes, type Episode } from './weather.ts';
import type { World } from './world.ts';

/** What happens at one moment. */
const moments = [
  'the controller crashes',
  'the function crashes',
  'the controller is frozen',
  'the function is frozen',
  'another controller takes over',
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
    const { connections } = world;
    switch (fault) {
      case 'the controller crashes':
        return this.#crash(world.controller, () => world.startController());
      case 'the function crashes':
        return this.#crash(world.function, () => world.startFunction());
      case 'the controller is frozen':
        return world.controller?.freeze(endsAt);
      case 'the function is frozen':
        return world.function?.freeze(endsAt);
      case 'another controller takes over':
        return this.#takeOver(endsAt);
      case 'watches expire':
        return connections.breakAll('Expired');
      case 'Kubernetes restarts':
        return connections.breakAll('Unavailable');
    }
  }

  #crash(process: Process | undefined, restart: () => void): void {
    const { scheduler, dice, others } = this.#world;
    process?.crash();
    scheduler.after(dice.around(5_000), others, restart);
  }

  /** The one before is frozen, comes back, and goes on for a moment until it learns that it was replaced. */
  #takeOver(endsAt: number): void {
    const { controller, scheduler, dice, others } = this.#world;
    controller?.freeze(endsAt);
    this.#world.startController();
    scheduler.after(endsAt - scheduler.now() + dice.around(20), others, () => controller?.crash());
  }

  #mend(episode: Episode): void {
    this.#world.weather.end(episode);
    if (!this.#world.weather.is(episode)) this.#note(episode, 'is over');
  }

  #note(name: string, what: string): void {
    this.#world.trace.add({ kind: 'fault', at: this.#world.scheduler.now(), name, what });
  }
}
