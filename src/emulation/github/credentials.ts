import { createVerify } from 'node:crypto';
import { z } from 'zod';
import { ownerOfToken, type Identity } from './identity.ts';
import { badCredentials, Refusal } from './refusal.ts';
import type { GitHubState } from './state.ts';

/** "Generating a JSON Web Token for a GitHub App": at most ten minutes; a minute of drift is let through. */
const LONGEST_LIFE_S = 600;
const DRIFT_S = 60;

/** Who the `Authorization` header says asks. Throws the 401. */
export function identify(state: GitHubState, authorization: string | undefined, now: number): Identity {
  if (!authorization) return { kind: 'anonymous' };
  const [scheme = '', value = ''] = authorization.split(' ', 2);
  if (!/^(bearer|token)$/i.test(scheme) || value === '') throw badCredentials();
  const known = ownerOfToken(state, value);
  if (known) return known;
  const parts = value.split('.');
  if (parts.length !== 3 || !value.startsWith('ey')) throw badCredentials();
  return { kind: 'app', appId: appOfWebToken(state, parts, Math.floor(now / 1000)) };
}

const undecodable = () => new Refusal(401, 'A JSON web token could not be decoded');
const header = z.object({ alg: z.literal('RS256') });
const claims = z.object({
  iat: z.number().int(),
  exp: z.number().int(),
  iss: z.union([z.string(), z.number()]).transform(Number),
});

type Claims = z.output<typeof claims>;

function appOfWebToken(state: GitHubState, [head = '', body = '', signature = '']: readonly string[], nowS: number) {
  const parsed = claims.safeParse(decode(body));
  if (!header.safeParse(decode(head)).success || !parsed.success) throw undecodable();
  const app = state.apps.find(({ id, publicKey }) => id === parsed.data.iss && publicKey !== '');
  if (!app) throw new Refusal(404, 'Integration not found');
  const verifier = createVerify('RSA-SHA256').update(`${head}.${body}`);
  if (!verifier.verify(app.publicKey, signature, 'base64url')) throw undecodable();
  assertInTime(parsed.data, nowS);
  return app.id;
}

function assertInTime({ iat, exp }: Claims, nowS: number): void {
  const numeric = 'must be a numeric value representing the future time at which the assertion expires';
  if (exp <= nowS) throw new Refusal(401, `'Expiration time' claim ('exp') ${numeric}`);
  const latest = Math.min(nowS, iat) + LONGEST_LIFE_S + DRIFT_S;
  if (exp > latest) throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future");
  const integer = 'must be an Integer representing the time that the assertion was issued';
  if (iat > nowS + DRIFT_S) throw new Refusal(401, `'Issued at' claim ('iat') ${integer}`);
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
