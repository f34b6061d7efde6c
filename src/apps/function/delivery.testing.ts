import { createHmac } from 'node:crypto';
import { silentLog, type Log } from '#ports/log.ts';
import { createFunction, WEBHOOK_PATH, type FunctionOptions } from './function.ts';
import type { Hint } from './hint.ts';
import { manualTimers, type ManualTimers } from '#ports/manual-timers.testing.ts';

export const SECRET = 'a webhook secret';

export const sign = (body: string | Uint8Array, secret = SECRET): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

export const pullRequestOpened = JSON.stringify({
  action: 'opened',
  number: 12,
  repository: { id: 7, full_name: 'acme/shop' },
});

/** A request as GitHub sends it; headers that are given replace those, an undefined one removes it. */
export function delivery(
  body: string | Uint8Array<ArrayBuffer> = pullRequestOpened,
  headers: Readonly<Record<string, string | undefined>> = {},
): RequestInit & { method: 'POST' } {
  const all = {
    'content-type': 'application/json',
    'x-github-event': 'pull_request',
    'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    'x-hub-signature-256': sign(body),
    ...headers,
  };
  const given = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return { method: 'POST', body, headers: Object.fromEntries(given) };
}

/** A function under test: the hints that it woke, its timers, and what it answered. */
export interface FunctionUnderTest {
  readonly woken: Hint[];
  readonly timers: ManualTimers;
  readonly send: (init: RequestInit, path?: string) => Promise<{ status: number; body: unknown; headers: Headers }>;
}

export function functionUnderTest(options: Partial<FunctionOptions> = {}, log: Log = silentLog): FunctionUnderTest {
  const timers = manualTimers();
  const woken: Hint[] = [];
  const wake = async (hint: Hint) => void woken.push(hint);
  const app = createFunction({ secrets: [SECRET], wake, timers, clock: timers, log, ...options });
  return {
    woken,
    timers,
    async send(init, path = WEBHOOK_PATH) {
      const response = await app.fetch(new Request(new URL(path, 'http://function'), init));
      return { status: response.status, body: await response.json(), headers: response.headers };
    },
  };
}
