import { Hono } from 'hono';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { Timers } from '#ports/timers.ts';
import type { Hint } from './hint.ts';
import { createReceive } from './receive.ts';
import { refuse } from './refusal.ts';
import { checkSecrets } from './secrets.ts';

export interface FunctionOptions {
  /** One, or two while the webhook secret is being replaced. */
  readonly secrets: readonly string[];
  /** Reads GitHub again for what is hinted at, and does what is to be done. It must settle. */
  readonly wake: (hint: Hint) => Promise<void>;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly log: Log;
  /** GitHub sends at most 25 MB ("Webhook events and payloads"). */
  readonly maximumBytes?: number;
  /** From the arrival of a request to its answer; GitHub gives up after 10 s. */
  readonly deadlineMs?: number;
  /** For a request's body to arrive. */
  readonly readDeadlineMs?: number;
}

export const WEBHOOK_PATH = '/github/webhook';

/**
 * Receives GitHub's deliveries. 202 once everything that a delivery hints at was done, 200 when there is nothing to do,
 * 503 when it failed or is not done in time, so that GitHub records a failed delivery.
 * Throws `CodedError` `WebhookSecretInvalid`.
 */
export function createFunction(options: FunctionOptions): Hono {
  const { secrets, timers, wake, clock, log, deadlineMs = 8_000 } = options;
  checkSecrets(secrets);
  const { maximumBytes = 25 * 1024 * 1024, readDeadlineMs = 5_000 } = options;
  const receive = createReceive({ accept: { secrets, timers, maximumBytes, readDeadlineMs }, wake, clock, log });

  const app = new Hono();
  app.post(WEBHOOK_PATH, async ({ req }) => {
    const deadline = Promise.withResolvers<Response>();
    const cancel = timers.after(deadlineMs, () => {
      log.warn('delivery-late', { deadlineMs });
      deadline.resolve(refuse(503, 'not done in time: it goes on, and this delivery may be sent again'));
    });
    return Promise.race([receive(req.raw), deadline.promise]).finally(cancel);
  });
  app.all(WEBHOOK_PATH, () => refuse(405, 'only POST', { allow: 'POST' }));
  app.notFound(() => refuse(404, 'not found'));
  return app;
}
