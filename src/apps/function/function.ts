import { Hono } from 'hono';
import { CodedError, messageOf } from '#lib/coded-error.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { Timers } from '#ports/timers.ts';
import { accept, type Delivery } from './accept.ts';
import { createDispatch } from './dispatch.ts';
import type { Hint } from './hint.ts';
import { Refusal } from './refusal.ts';

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
  checkSecrets(options.secrets);
  const { timers, deadlineMs = 8_000, log } = options;
  const receive = createReceive(options);
  const app = new Hono();
  app.post(WEBHOOK_PATH, async ({ req }) => {
    const deadline = Promise.withResolvers<Response>();
    const cancel = timers.after(deadlineMs, () => {
      log.warn('delivery-late', { delivery: req.header('x-github-delivery'), deadlineMs });
      deadline.resolve(refuse(503, 'not done in time: it goes on, and this delivery may be sent again'));
    });
    return Promise.race([receive(req.raw), deadline.promise]).finally(cancel);
  });
  app.all(WEBHOOK_PATH, () => refuse(405, 'only POST', { allow: 'POST' }));
  app.notFound(() => refuse(404, 'not found'));
  return app;
}

/** Answers one delivery; never rejects. */
function createReceive({ wake, clock, log, ...options }: FunctionOptions): (request: Request) => Promise<Response> {
  const limits = { maximumBytes: 25 * 1024 * 1024, readDeadlineMs: 5_000, ...options };
  const dispatch = createDispatch(wake);

  const carryOut = async ({ event, guid, identity, hints }: Delivery): Promise<Response> => {
    const since = clock.now();
    if (hints.kind === 'ignored') {
      log.info('delivery-ignored', { event, delivery: guid, reason: hints.reason });
      return Response.json({ ignored: hints.reason });
    }
    try {
      await dispatch(identity, hints.hints);
    } catch (error) {
      const code = error instanceof CodedError ? error.code : 'Failed';
      log.error('delivery-failed', { event, delivery: guid, code, message: messageOf(error) });
      return refuse(503, `${code}: this delivery may be sent again`);
    }
    log.info('delivery-done', { event, delivery: guid, hints: hints.hints.length, ms: clock.now() - since });
    return Response.json({ accepted: hints.hints.length }, { status: 202 });
  };

  return async (request) => {
    try {
      return await carryOut(await accept(request, limits));
    } catch (error) {
      const refusal = error instanceof Refusal ? error : undefined;
      log.warn('delivery-refused', { status: refusal?.status ?? 500, reason: messageOf(error) });
      return refusal
        ? refuse(refusal.status, refusal.message, connectionAfter(refusal))
        : refuse(500, 'internal error');
    }
  };
}

const refuse = (status: number, error: string, headers: Record<string, string> = {}): Response =>
  Response.json({ error }, { status, headers });

/** A body that was not read to its end leaves a connection that cannot be used again. */
const connectionAfter = ({ status }: Refusal): Record<string, string> =>
  status === 413 || status === 408 ? { connection: 'close' } : {};

/** Without a secret anybody could wake us; with three, one that should be gone was forgotten. */
function checkSecrets(secrets: readonly string[]): void {
  const wrong =
    secrets.length < 1 || secrets.length > 2
      ? `one or two are needed, not ${secrets.length}`
      : secrets.some((secret) => secret.trim() === '') && 'one of them is empty';
  if (!wrong) return;
  const next = "set the same secret as in the GitHub App's webhook settings; the second is for a rotation";
  throw new CodedError('WebhookSecretInvalid', `webhook secrets: ${wrong}`, { source: 'user', next });
}
