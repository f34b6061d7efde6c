import type { Delivery, DeliveryAttempt } from '#emulation/github/state.ts';
import { isoTime } from '#ports/clock.ts';

/** GitHub's `hook-delivery-item`: one attempt to hand over an event. */
export function deliveryView(delivery: Delivery, { id, at, durationMs, redelivery, result }: DeliveryAttempt) {
  const statusCode = 'statusCode' in result ? result.statusCode : 0;
  return {
    id,
    guid: delivery.guid,
    delivered_at: isoTime(at),
    redelivery,
    duration: durationMs / 1000,
    status: statusOf(result),
    status_code: statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}

function statusOf(result: DeliveryAttempt['result']): string {
  if ('error' in result) return result.error;
  return result.statusCode < 400 ? 'OK' : `Invalid HTTP Response: ${result.statusCode}`;
}
