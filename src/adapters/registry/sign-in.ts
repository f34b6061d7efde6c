import type { Clock } from '#ports/clock.ts';
import { challengeOf, type Challenge } from './challenge.ts';
import { basicAuthorization, type Credential } from './credentials.ts';
import { noAnswer, type Answer, type Exchange } from './exchange.ts';
import type { IsPlain } from './plain-hosts.ts';
import { Tokens } from './tokens.ts';

/** Somebody who asks for something. */
export interface Visit {
  /** What is asked for: who asks for the same again will be challenged in the same way. */
  readonly subject: string;
  readonly registry: URL;
  readonly credential: Credential | undefined;
}

/** Asks, with an `Authorization` if there is one. */
export type Send = (authorization: string | undefined) => Promise<Answer>;

export interface SignInOptions {
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly isPlain: IsPlain;
}

/** `none`: what the token service answered instead of a token. */
type Authorization =
  | { readonly kind: 'authorization'; readonly value: string | undefined }
  | { readonly kind: 'none'; readonly answer: Answer };

const withoutAny: Authorization = { kind: 'authorization', value: undefined };

/** Meets a registry's challenge, once for each question, and remembers it for the next one. */
export class SignIn {
  readonly #isPlain: IsPlain;
  readonly #tokens: Tokens;
  readonly #challenges = new Map<string, Challenge>();

  constructor({ exchange, clock, isPlain }: SignInOptions) {
    this.#isPlain = isPlain;
    this.#tokens = new Tokens(exchange, clock);
  }

  /** The answer to the question, or what refused us on the way. Throws `ImagesError` Unavailable. */
  async ask(visit: Visit, send: Send, signal: AbortSignal): Promise<Answer> {
    const known = this.#challenges.get(visit.subject);
    const first = known ? await this.#authorization(known, visit, signal) : withoutAny;
    if (first.kind === 'none') return first.answer;
    const answer = await send(first.value);
    const challenge = answer.status === 401 ? challengeOf(answer.headers.get('www-authenticate')) : undefined;
    if (challenge === undefined) return answer;
    const second = await this.#met(challenge, visit, signal);
    if (second.kind === 'none') return second.answer;
    return second.value === undefined || second.value === first.value ? answer : send(second.value);
  }

  /** A token that was refused is not used again, even if its time is not over. */
  #met(challenge: Challenge, visit: Visit, signal: AbortSignal): Promise<Authorization> {
    this.#challenges.set(visit.subject, challenge);
    if (challenge.kind === 'bearer') this.#tokens.forget(challenge, visit.credential);
    return this.#authorization(challenge, visit, signal);
  }

  async #authorization(challenge: Challenge, visit: Visit, signal: AbortSignal): Promise<Authorization> {
    const { registry, credential } = visit;
    if (challenge.kind === 'basic') {
      const isPassword = credential?.kind === 'password';
      const value = isPassword ? basicAuthorization(credential.username, credential.password) : undefined;
      return { kind: 'authorization', value };
    }
    if (!this.#mayGetPassword(challenge.realm, registry)) throw noAnswer(registry, 'its token service is not https');
    const answer = await this.#tokens.tokenFor(challenge, credential, signal);
    return answer.kind === 'none' ? answer : { kind: 'authorization', value: `Bearer ${answer.token}` };
  }

  /** Only a registry that is plain itself may name a token service that is. */
  #mayGetPassword(realm: URL, registry: URL): boolean {
    return realm.protocol === 'https:' || (registry.protocol === 'http:' && this.#isPlain(realm.host));
  }
}
