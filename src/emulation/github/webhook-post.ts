import type { PostWebhook } from './ports.ts';
import { DELIVERY_TIMEOUT_MS } from './webhook-request.ts';

/** Hands webhooks over by HTTP; like GitHub it follows no redirect and reads no more of the answer than its status. */
export function createWebhookPost(fetch: typeof globalThis.fetch, timeoutMs = DELIVERY_TIMEOUT_MS): PostWebhook {
  return async (url, headers, body) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    await response.body?.cancel();
    return response.status;
  };
}
