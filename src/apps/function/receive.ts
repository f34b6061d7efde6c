import { CodedError, messageOf } from '#lib/coded-error.ts';
import type { Clock } from '#ports/clock.ts';
import type { HttpAnswer, HttpHandler } from '#ports/http.ts';
import type { Log } from '#ports/log.ts';
import { accept, type AcceptOptions, type Delivery } from './accept.ts';
import { createDispatch } from './dispatch.ts';
import type { Hint } from './hint.ts';
import { answerOf, Refusal, refuse } from './refusal.ts';

export interface ReceiveOptions {
  readonly accept: AcceptOptions;
  readonly wake: (hint: Hint) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Answers one delivery when all that it hints at is done, however long that takes; never rejects. */
export function createReceive(options: ReceiveOptions): HttpHandler {
  const carryOut = createCarryOut(options);
  return async (request) => {
    try {
      return await carryOut(await accept(request, options.accept));
    } catch (error) {
      const status = error instanceof Refusal ? error.status : 500;
      options.log.warn('delivery-refused', { status, reason: messageOf(error) });
      return error instanceof Refusal ? refuse(error.status, error.message) : refuse(500, 'internal error');
    }
  };
}

function createCarryOut({ wake, clock, log }: ReceiveOptions): (delivery: Delivery) => Promise<HttpAnswer> {
  const dispatch = createDispatch(wake);
  return async ({ event, guid: delivery, identity, hints }) => {
    const since = clock.now();
    if (hints.kind === 'ignored') {
      log.info('delivery-ignored', { event, delivery, reason: hints.reason });
      return answerOf(200, { ignored: hints.reason });
    }
    try {
      await dispatch(identity, hints.hints);
    } catch (error) {
      const code = error instanceof CodedError ? error.code : 'Failed';
      log.error('delivery-failed', { event, delivery, code, message: messageOf(error) });
      return refuse(503, `${code}: this delivery may be sent again`);
    }
    const accepted = hints.hints.length;
    log.info('delivery-done', { event, delivery, hints: accepted, ms: clock.now() - since });
    return answerOf(202, { accepted });
  };
}
