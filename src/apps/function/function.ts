import type { Clock } from '#ports/clock.ts';
import type { HttpAnswer, HttpHandler, HttpRequest } from '#ports/http.ts';
import type { Log } from '#ports/log.ts';
import type { Timers } from '#ports/timers.ts';
import { createBodyRoom } from './body-room.ts';
import type { Hint } from './hint.ts';
import { createReceive } from './receive.ts';
import { refuse } from './refusal.ts';
import { checkSecrets } from './secrets.ts';
import { webFetch } from './web.ts';

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
  /** For all bodies together while they arrive. */
  readonly roomBytes?: number;
  /** From the arrival of a request to its answer; GitHub gives up after 10 s. */
  readonly deadlineMs?: number;
  /** For a request's body to arrive. */
  readonly readDeadlineMs?: number;
}

export const WEBHOOK_PATH = '/github/webhook';

/** The function, for two kinds of servers: the decisions are the same. */
export interface WebhookFunction {
  readonly handle: HttpHandler;
  readonly fetch: (request: Request) => Promise<Response>;
}

const MEBIBYTE = 1024 * 1024;

/**
 * Receives GitHub's deliveries. 202 once everything that a delivery hints at was done, 200 when there is nothing to do,
 * 503 when it failed or is not done in time, so that GitHub records a failed delivery.
 * Throws `CodedError` `WebhookSecretInvalid`.
 */
export function createFunction(options: FunctionOptions): WebhookFunction {
  const { secrets, timers, wake, clock, log, deadlineMs = 8_000 } = options;
  checkSecrets(secrets);
  const { maximumBytes = 25 * MEBIBYTE, readDeadlineMs = 5_000, roomBytes = 64 * MEBIBYTE } = options;
  const limits = { maximumBytes, readDeadlineMs, room: createBodyRoom(roomBytes) };
  const receive = createReceive({ accept: { secrets, timers, ...limits }, wake, clock, log });

  const inTime = (request: HttpRequest): Promise<HttpAnswer> =>
    new Promise((resolve) => {
      const cancel = timers.after(deadlineMs, () => {
        log.warn('delivery-late', { deadlineMs });
        resolve(refuse(503, 'not done in time: it goes on, and this delivery may be sent again'));
      });
      void receive(request).then((answer) => (cancel(), resolve(answer)));
    });
  const handle: HttpHandler = (request) => {
    if (request.path !== WEBHOOK_PATH) return Promise.resolve(refuse(404, 'not found'));
    if (request.method !== 'POST') return Promise.resolve(refuse(405, 'only POST', { allow: 'POST' }));
    return inTime(request);
  };
  return { handle, fetch: webFetch(handle) };
}
