import { isoTime, type Clock } from '#ports/clock.ts';
import { ImagesError } from '#ports/images.ts';
import type { Credential, CredentialSource } from './credentials.ts';
import { createExchange, noAnswer, type Answer, type Exchange, type Fetch, type Question } from './exchange.ts';
import { plainHosts, type IsPlain } from './plain-hosts.ts';
import type { RepositoryAddress } from './reference.ts';
import { refusalOf, retryAfterMs, type Asked } from './refusal.ts';
import { SignIn } from './sign-in.ts';

export interface RegistryClientOptions {
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** In the order in which they are tried. */
  readonly credentials: readonly CredentialSource[];
  /** Hosts (with their ports) that are spoken to in plain HTTP, besides loopback. */
  readonly insecureRegistries?: readonly string[];
  /** For one question and its answer, body included; default 10 seconds. */
  readonly timeoutMs?: number;
}

/** A question about one repository. */
export interface RepositoryQuestion extends Omit<Question, 'url'> {
  readonly address: RepositoryAddress;
  readonly action: Asked['action'];
  /** Below the repository (`manifests/v1`), or where the registry said. */
  readonly target: string | URL;
}

/** An answer, and the error that it is when it is not what was wanted. */
export interface Reply extends Answer {
  /** What the registry's own addresses are relative to. */
  readonly url: URL;
  readonly refusal: () => ImagesError;
}

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 4 * 1024 * 1024;

/** Speaks the OCI distribution API, and proves who we are when asked to. */
export class RegistryClient {
  readonly #options: RegistryClientOptions;
  readonly #exchange: Exchange;
  readonly #isPlain: IsPlain;
  readonly #signIn: SignIn;
  /** Registries that want to be left alone, and until when. */
  readonly #pausedUntilMs = new Map<string, number>();

  constructor(options: RegistryClientOptions) {
    const { fetch, clock, insecureRegistries, timeoutMs = TIMEOUT_MS } = options;
    const isPlain = plainHosts(insecureRegistries);
    const exchange = createExchange({ fetch, isPlain, timeoutMs, mostBytes: MOST_BYTES });
    this.#options = options;
    this.#exchange = exchange;
    this.#isPlain = isPlain;
    this.#signIn = new SignIn({ exchange, clock, isPlain });
  }

  /**
   * Asks with each credential that fits, until one is not refused; without any where none fits.
   * Any status is an answer. Throws `ImagesError` when there is none.
   */
  async ask(question: RepositoryQuestion, signal: AbortSignal): Promise<Reply> {
    const { address } = question;
    let last: Reply | undefined;
    for (const source of this.#options.credentials) {
      for (const credential of await source.credentialsFor(address)) {
        last = this.#reply(await this.#askAs(credential, question, signal), question, source);
        if (!isRefused(last)) return last;
        source.refused?.(address);
      }
    }
    return last ?? this.#reply(await this.#askAs(undefined, question, signal), question);
  }

  #askAs(credential: Credential | undefined, question: RepositoryQuestion, signal: AbortSignal): Promise<Answer> {
    const { action, address } = question;
    const registry = this.#urlOf(address, '');
    const visit = { subject: `${action} ${registry.href}`, registry, credential };
    return this.#signIn.ask(visit, (authorization) => this.#send(question, authorization, signal), signal);
  }

  async #send(question: RepositoryQuestion, authorization: string | undefined, signal: AbortSignal): Promise<Answer> {
    const { address, target, method, headers, body } = question;
    this.#refuseWhilePaused(address);
    const url = typeof target === 'string' ? this.#urlOf(address, target) : target;
    const isOurs = url.origin === this.#urlOf(address, '').origin;
    if (!isOurs && url.protocol !== 'https:') throw noAnswer(url, 'the registry names an address that is not https');
    const signed = { ...headers, ...(authorization !== undefined && isOurs && { authorization }) };
    const answer = await this.#exchange({ method, url, headers: signed, ...(body !== undefined && { body }) }, signal);
    if (answer.status === 429) this.#pause(address, answer);
    return answer;
  }

  #pause({ host }: RepositoryAddress, { headers }: Answer): void {
    const now = this.#options.clock.now();
    const waitMs = retryAfterMs(headers, now);
    if (waitMs !== undefined) this.#pausedUntilMs.set(host, now + waitMs);
  }

  #refuseWhilePaused({ registry, host }: RepositoryAddress): void {
    const untilMs = this.#pausedUntilMs.get(host) ?? 0;
    if (untilMs <= this.#options.clock.now()) return void this.#pausedUntilMs.delete(host);
    const message = `${registry}: it wants no question before ${isoTime(untilMs)}`;
    throw new ImagesError('Unavailable', message, { source: 'system' });
  }

  #urlOf({ host, path }: RepositoryAddress, target: string): URL {
    return new URL(`${this.#isPlain(host) ? 'http' : 'https'}://${host}/v2/${path}/${target}`);
  }

  #reply(answer: Answer, { address, action }: RepositoryQuestion, source?: CredentialSource): Reply {
    const sources = source ? [source] : this.#options.credentials;
    const advice = sources.map(({ adviceFor }) => adviceFor?.(address)).find((words) => words !== undefined);
    const asked: Asked = { address, action, signedIn: source !== undefined, advice };
    return {
      ...answer,
      url: this.#urlOf(address, ''),
      refusal: () => refusalOf(answer, asked, this.#options.clock.now()),
    };
  }
}

const isRefused = ({ status }: Answer): boolean => status === 401 || status === 403;
