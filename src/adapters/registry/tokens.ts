import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '#ports/clock.ts';
import type { Challenge } from './challenge.ts';
import { basicAuthorization, type Credential } from './credentials.ts';
import { noAnswer, type Answer, type Exchange, type Question } from './exchange.ts';
import { jsonOf } from './json.ts';

export type BearerChallenge = Extract<Challenge, { readonly kind: 'bearer' }>;
/** What a token service said: a token, or an answer that is none. */
export type TokenAnswer =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'none'; readonly answer: Answer };

/** https://distribution.github.io/distribution/spec/auth/token/: "token" or "access_token", 60 seconds by default. */
const bearerToken = z.string().regex(/^[\x21-\x7e]+$/);
const tokenBody = z
  .object({
    token: bearerToken.optional(),
    access_token: bearerToken.optional(),
    expires_in: z.number().positive().default(60),
  })
  .transform(({ token, access_token: accessToken, expires_in: seconds }) => ({ token: token ?? accessToken, seconds }));

/** A token is asked for anew before it ends on the registry's clock. */
const SHARE_OF_LIFE = 0.8;

interface Held {
  readonly token: string;
  readonly untilMs: number;
}

/** Tokens of registries' token services, kept while they are good. */
export class Tokens {
  readonly #exchange: Exchange;
  readonly #clock: Clock;
  readonly #held = new Map<string, Held>();

  constructor(exchange: Exchange, clock: Clock) {
    this.#exchange = exchange;
    this.#clock = clock;
  }

  /** Throws `ImagesError` Unavailable when the service gives no answer, or one that cannot be understood. */
  async tokenFor(
    challenge: BearerChallenge,
    credential: Credential | undefined,
    signal: AbortSignal,
  ): Promise<TokenAnswer> {
    const key = keyOf(challenge, credential);
    const held = this.#held.get(key);
    if (held && this.#clock.now() < held.untilMs) return { kind: 'token', token: held.token };
    const answer = await this.#exchange(questionOf(challenge, credential), signal);
    if (answer.status !== 200) return { kind: 'none', answer };
    const body = tokenBody.safeParse(jsonOf(answer.body));
    const token = body.data?.token;
    if (!body.success || token === undefined) throw noAnswer(challenge.realm, 'what it sent holds no token');
    this.#keep(key, { token, untilMs: this.#clock.now() + body.data.seconds * 1000 * SHARE_OF_LIFE });
    return { kind: 'token', token };
  }

  forget(challenge: BearerChallenge, credential: Credential | undefined): void {
    this.#held.delete(keyOf(challenge, credential));
  }

  #keep(key: string, held: Held): void {
    for (const [other, { untilMs }] of this.#held) if (untilMs <= this.#clock.now()) this.#held.delete(other);
    this.#held.set(key, held);
  }
}

/** A password gets a token by GET, an identity token by OAuth 2's POST (spec/auth/oauth). */
function questionOf({ realm, service, scope }: BearerChallenge, credential: Credential | undefined): Question {
  const about = { ...(service !== undefined && { service }), ...(scope !== undefined && { scope }) };
  if (credential?.kind === 'identityToken') {
    const form = {
      grant_type: 'refresh_token',
      client_id: 'dungeon-master',
      refresh_token: credential.token,
      ...about,
    };
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return { method: 'POST', url: realm, headers, body: new URLSearchParams(form).toString() };
  }
  const url = new URL(realm);
  for (const [name, value] of Object.entries(about)) url.searchParams.set(name, value);
  const headers = credential && { authorization: basicAuthorization(credential.username, credential.password) };
  return { method: 'GET', url, ...(headers && { headers }) };
}

/** No secret is a key, so that none is found where keys are printed. */
const keyOf = ({ realm, service, scope }: BearerChallenge, credential: Credential | undefined): string =>
  createHash('sha256')
    .update(JSON.stringify([realm.href, service, scope, credential]))
    .digest('hex');
