import { createHmac, timingSafeEqual } from 'node:crypto';

const FORM = /^sha256=([0-9a-f]{64})$/i;

/** The digest in an `X-Hub-Signature-256` header, or undefined when it is missing, malformed or given twice. */
export function digestIn(header: string | undefined): Buffer | undefined {
  const digest = header?.match(FORM)?.[1];
  return digest === undefined ? undefined : Buffer.from(digest, 'hex');
}

/**
 * Whether one of the secrets signed these very bytes (HMAC-SHA256, GitHub's "Validating webhook deliveries").
 * Every secret is tried and every comparison takes the same time.
 */
export function isSignedBy(secrets: readonly string[], body: Uint8Array, digest: Buffer): boolean {
  const matches = secrets.map((secret) => timingSafeEqual(createHmac('sha256', secret).update(body).digest(), digest));
  return matches.includes(true);
}
