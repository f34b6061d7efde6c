import { createHash } from 'node:crypto';
import type { Answer } from './answer.ts';

type Found = Pick<Answer, 'status' | 'headers' | 'body'>;

/**
 * The answer to a read with its ETag; 304 without a body when the asker has that already ("Best practices for using the
 * REST API", Use conditional requests).
 */
export function conditional(method: string, found: Found, ifNoneMatch: string | undefined): Found {
  if (method !== 'GET' || found.status !== 200) return found;
  const etag = `W/"${createHash('sha256')
    .update(JSON.stringify([found.body, found.headers]))
    .digest('hex')}"`;
  const headers = { ...found.headers, etag };
  return ifNoneMatch === etag ? { status: 304, headers, body: undefined } : { ...found, headers };
}
