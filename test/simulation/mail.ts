import type { Delivery } from '#emulation/github/state.ts';
import type { Dice } from './dice.ts';
import type { Process } from './process.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';
import type { Weather } from './weather.ts';

export interface MailOptions {
  readonly scheduler: Scheduler;
  readonly weather: Weather;
  readonly dice: Dice;
  readonly trace: Trace;
  /** Hands a delivery to the function, if one is up. */
  readonly receive: (delivery: Delivery) => boolean;
}

/** Brings deliveries to the function as GitHub does: once, in no order, without trying again; by fault never, twice or late. */
export function createMail({ scheduler, weather, dice, trace, receive }: MailOptions, github: Process) {
  const bring = (delivery: Delivery): void => {
    const arrived = receive(delivery);
    const name = `${delivery.event}.${delivery.action ?? ''} ${delivery.guid.slice(-6)}`;
    trace.add({ kind: 'delivery', at: scheduler.now(), name, what: arrived ? 'arrived' : 'nobody was there' });
  };
  const sendLater = (delivery: Delivery): void => {
    const late = weather.is('deliveries are late') && dice.chance(0.6);
    const ms = late ? weather.meet('late delivery', dice.between(5_000, 120_000)) : dice.around(800);
    scheduler.after(ms, github, () => bring(delivery));
  };
  return (deliveries: readonly Delivery[]): void => {
    for (const delivery of deliveries) {
      if (weather.is('deliveries are lost') && dice.chance(0.7)) {
        weather.meet('lost delivery', undefined);
        continue;
      }
      sendLater(delivery);
      if (weather.is('deliveries come twice') && dice.chance(0.6))
        sendLater(weather.meet('doubled delivery', delivery));
    }
  };
}
