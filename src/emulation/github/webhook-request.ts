import { createHmac } from 'node:crypto';
import type { Delivery } from './state.ts';

/** GitHub gives up a delivery after ten seconds ("Handling failed webhook deliveries"). */
export const DELIVERY_TIMEOUT_MS = 10_000;

/** The signed HTTP request that hands over a delivery ("Webhook events and payloads", "Validating webhook deliveries"). */
export function webhookRequest(delivery: Delivery, { secret }: { readonly secret: string }) {
  const body = JSON.stringify(delivery.payload);
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const headers = {
    accept: '*/*',
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/emulated',
    'x-github-delivery': delivery.guid,
    'x-github-event': delivery.event,
    'x-github-hook-id': String(delivery.appId),
    'x-github-hook-installation-target-id': String(delivery.appId),
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature-256': `sha256=${signature}`,
  };
  return { headers, body };
}
