import { z } from 'zod';
import { isoTime } from '#ports/clock.ts';
import { ImagesError } from '#ports/images.ts';
import type { Answer } from './exchange.ts';
import { jsonOf } from './json.ts';
import type { RepositoryAddress } from './reference.ts';

/** What was asked, and with what. */
export interface Asked {
  readonly address: RepositoryAddress;
  readonly action: 'pull' | 'push';
  /** Whether we had anything to sign in with. */
  readonly signedIn: boolean;
  /** Of the source that the credential came from. */
  readonly advice: string | undefined;
}

/** https://github.com/opencontainers/distribution-spec: "Error Codes"; any other word could be an echo of ours. */
const code = z.enum([
  'BLOB_UNKNOWN',
  'BLOB_UPLOAD_INVALID',
  'BLOB_UPLOAD_UNKNOWN',
  'DIGEST_INVALID',
  'MANIFEST_BLOB_UNKNOWN',
  'MANIFEST_INVALID',
  'MANIFEST_UNKNOWN',
  'NAME_INVALID',
  'NAME_UNKNOWN',
  'SIZE_INVALID',
  'UNAUTHORIZED',
  'DENIED',
  'UNSUPPORTED',
  'TOOMANYREQUESTS',
]);
const errorBody = z.object({ errors: z.array(z.object({ code })).min(1) });

/** An answer that is not what was asked for, in our words. It keeps the registry's error code and no other word. */
export function refusalOf({ status, body, headers }: Answer, asked: Asked, nowMs: number): ImagesError {
  const { address, action } = asked;
  const words = errorBody.safeParse(jsonOf(body)).data?.errors[0]?.code;
  const message = `${address.registry}: ${action} of ${address.path}: ${status}${words ? ` ${words}` : ''}`;
  if (status === 401 || status === 403) {
    return new ImagesError('Forbidden', message, { source: 'user', next: nextOf(asked) });
  }
  const waitMs = retryAfterMs(headers, nowMs);
  const until = waitMs === undefined ? '' : `: it wants no question before ${isoTime(nowMs + waitMs)}`;
  return new ImagesError('Unavailable', message + until, { source: 'system' });
}

function nextOf({ address: { registry, path }, action, signedIn, advice }: Asked): string {
  if (advice !== undefined) return advice;
  return signedIn
    ? `let the account in the pull secret ${action} ${path} on ${registry}, or correct its password`
    : `name a pull secret for ${registry}, or make ${path} public`;
}

/** RFC 9110, 10.2.3: seconds, or a date. */
export function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, LONGEST_WAIT_MS) : undefined;
}

/** A registry that asks for more is asked again then: nobody waits for a day because of one header. */
const LONGEST_WAIT_MS = 15 * 60_000;
