import { createHash } from 'node:crypto';
import type { Answer } from './answer.ts';

/** An answer as far as it goes over the wire. */
export type Found = Pick<Answer, 'status' | 'headers' | 'body'> & {
  /** The body as JSON, where it was needed already. */
  readonly text?: string;
};

/**
 * The answer to a read with its ETag; 304 without a body when the asker has that already ("Best practices for using the
 * REST API", Use conditional requests).
 */
export function conditional(method: string, found: Found, ifNoneMatch: string | undefined): Found {
  if (method !== 'GET' || found.status !== 200) return found;
  const text = JSON.stringify(found.body ?? null);
  const digest = createHash('sha256').update(text).update(JSON.stringify(found.headers)).digest('hex');
  const etag = `W/"${digest}"`;
  const headers = { ...found.headers, etag };
  return ifNoneMatch === etag ? { status: 304, headers, body: undefined } : { ...found, headers, text };
}
