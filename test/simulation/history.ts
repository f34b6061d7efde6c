import { Checks } from './checks.ts';
import { faults, Troubles } from './troubles.ts';
import { likelihoods, Users } from './users.ts';
import type { World } from './world.ts';

export interface HistoryOptions {
  /** How many acts of users. */
  readonly acts: number;
  readonly faults: number;
}

/** Between two acts, on average, in milliseconds. */
const PACE_MS = 15_000;
/** One leads, the other stands by. */
const CONTROLLERS = 2;
const QUIET_MS = 15 * 60_000;

/** Lives one history to its end: acts and faults in any order, then a quiet time without either. */
export async function live(world: World, { acts, faults: troubles }: HistoryOptions): Promise<void> {
  const { scheduler, dice, hub, setting, others } = world;
  hub.found(setting.namedBy === 'github' ? setting.checks : []);
  await world.register();
  const checks = new Checks(world);
  const users = new Users(world, checks);
  users.begin();
  for (let index = 0; index < CONTROLLERS; index++) world.startController();
  world.startFunction();
  const busyUntil = scheduler.now() + acts * PACE_MS;
  const begin = scheduler.now();
  for (let index = 0; index < acts; index++) {
    scheduler.after(dice.between(0, busyUntil - begin), others, () => actOnce());
  }
  const trouble = new Troubles(world);
  for (let index = 0; index < troubles; index++) {
    const fault = dice.pick(faults);
    if (fault) scheduler.after(dice.between(0, busyUntil - begin), others, () => trouble.bring(fault, busyUntil));
  }
  const actOnce = (): void => {
    for (let tries = 0; tries < 20; tries++) if (users.act(dice.weighted(likelihoods)) !== undefined) return;
  };
  await scheduler.run(busyUntil + QUIET_MS);
}
