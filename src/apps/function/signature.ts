import { createHmac, timingSafeEqual } from 'node:crypto';

const SCHEME = 'sha256=';
const FORM = /^sha256=[0-9a-f]{64}$/i;

/**
 * The digest in an `X-Hub-Signature-256` header as 64 lower-case hexadecimal digits, or undefined when it is missing,
 * malformed or given twice.
 */
export const digestIn = (header: string | undefined): string | undefined =>
  header !== undefined && FORM.test(header) ? header.slice(SCHEME.length).toLowerCase() : undefined;

/**
 * Whether one of the secrets signed these very bytes (HMAC-SHA256, GitHub's "Validating webhook deliveries").
 * Every secret is tried and every comparison takes the same time.
 */
export function isSignedBy(secrets: readonly string[], body: Uint8Array, digest: string): boolean {
  const given = Buffer.from(digest);
  const matches = secrets.map((secret) => {
    const expected = createHmac('sha256', secret).update(body).digest('hex');
    return timingSafeEqual(Buffer.from(expected), given);
  });
  return matches.includes(true);
}
