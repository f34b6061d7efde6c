import { messageOf } from '#lib/coded-error.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { recordAttempt, type Step } from './deliver.ts';
import { PastStates } from './past-states.ts';
import { perform, type Command } from './perform.ts';
import type { PostWebhook, StateStore } from './ports.ts';
import type { Delivery, GitHubState } from './state.ts';
import { webhookRequest } from './webhook-request.ts';

export interface HostOptions {
  readonly state: GitHubState;
  readonly clock: Clock;
  readonly post: PostWebhook;
  readonly store: StateStore;
  readonly log: Log;
}

/** A GitHub that goes on: holds the state, keeps it, and sends what the webhooks must be sent. */
export class GitHubHost {
  readonly #options: HostOptions;
  readonly #listeners = new Set<() => void>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #past: PastStates;
  #state: GitHubState;

  constructor(options: HostOptions) {
    this.#options = options;
    this.#state = options.state;
    this.#past = new PastStates(options.state, options.clock.now());
  }

  get state(): GitHubState {
    return this.#state;
  }

  /** The state as it stood so many milliseconds ago, at most a minute. */
  asOf(ageMs: number): GitHubState {
    return ageMs > 0 ? this.#past.asOf(ageMs, this.#options.clock.now()) : this.#state;
  }

  /** Somebody does something on GitHub. Throws `Refusal`. */
  command(command: Command): Step {
    const step = perform(this.#state, command, this.#options.clock.now());
    this.keep(step);
    return step;
  }

  /** Takes over what was made of the present state, and sends its deliveries. */
  keep({ state, deliveries }: Pick<Step, 'state' | 'deliveries'>): void {
    this.#change(state);
    for (const delivery of deliveries) this.#send(delivery);
  }

  /** Calls the listener after every change, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when all deliveries have been tried and the state is kept. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    await this.#options.store.flush();
  }

  #change(state: GitHubState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#past.keep(state, this.#options.clock.now());
    this.#options.store.save(state);
    for (const listener of this.#listeners) listener();
  }

  #send(delivery: Delivery): void {
    const sending = this.#attempt(delivery).finally(() => this.#underWay.delete(sending));
    this.#underWay.add(sending);
  }

  /** Once: GitHub does not try again by itself. */
  async #attempt(delivery: Delivery): Promise<void> {
    const { clock, log } = this.#options;
    const at = clock.now();
    const result = await this.#post(delivery);
    const redelivery = delivery.attempts.length > 0;
    this.#change(recordAttempt(this.#state, delivery.id, { at, durationMs: clock.now() - at, redelivery, result }));
    if ('error' in result || result.statusCode >= 400) {
      const why = 'error' in result ? result.error : `answered ${result.statusCode}`;
      log.warn('webhook-not-delivered', { event: delivery.event, guid: delivery.guid, why });
    }
  }

  async #post(delivery: Delivery): Promise<{ readonly statusCode: number } | { readonly error: string }> {
    const app = this.#state.apps.find(({ id }) => id === delivery.appId);
    if (!app?.webhook) return { error: 'the App has no webhook' };
    const { headers, body } = webhookRequest(delivery, app.webhook);
    try {
      return { statusCode: await this.#options.post(app.webhook.url, headers, body) };
    } catch (thrown) {
      return { error: messageOf(thrown) };
    }
  }
}
