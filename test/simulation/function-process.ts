import { createDispatch } from '#apps/function/dispatch.ts';
import { hintsOf } from '#apps/function/hints.ts';
import { createWake, type WakePorts } from '#apps/function/wake.ts';
import type { Delivery } from '#emulation/github/state.ts';

/** The function without its HTTP: a delivery's hints are carried out by its own code. */
export function startFunction(ports: WakePorts, failed: (delivery: Delivery) => void) {
  const dispatch = createDispatch(createWake(ports).wake);
  return (delivery: Delivery): void => {
    const hints = hintsOf(delivery.event, delivery.payload);
    if (hints.kind !== 'hints') return;
    dispatch(delivery.guid, hints.hints).catch(() => failed(delivery));
  };
}
