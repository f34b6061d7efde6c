import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';

/** What our App on the emulated GitHub and its webhook are known by. */
export const appKeys = z.object({
  /** PEM. */
  publicKey: z.string(),
  privateKey: z.string(),
  webhookSecret: z.string(),
});
export type AppKeys = Readonly<z.output<typeof appKeys>>;

/** GitHub makes keys of 2048 bits for an App. */
export async function generateAppKeys(): Promise<AppKeys> {
  const pair = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return { ...pair, webhookSecret: randomBytes(32).toString('hex') };
}
