import type { Kind, Kinds } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Clock } from '#ports/clock.ts';
import type { ObjectKey, ObjectList, ObjectReader, Selection } from '#ports/objects/objects.ts';

interface Remembered {
  readonly answer: Promise<unknown>;
  readonly askedAt: number;
}

/** An answer that came so long ago is still given: for who asks often, and has no right or no reason to watch. */
const FRESH_MS = 1_000;

/** Asks a server the same question once a second at most, however many ask it. */
export class RememberingReader implements ObjectReader {
  readonly #server: ObjectReader;
  readonly #clock: Clock;
  /** The oldest first. */
  readonly #answers = new Map<string, Remembered>();

  constructor(server: ObjectReader, clock: Clock) {
    this.#server = server;
    this.#clock = clock;
  }

  get<K extends Kind>(kind: K, key: ObjectKey): Promise<Stored<Kinds[K]> | undefined> {
    const { namespace, name } = key;
    return this.#remember(JSON.stringify(['get', kind, namespace, name]), () => this.#server.get(kind, key));
  }

  list<K extends Kind>(kind: K, selection: Selection = {}): Promise<ObjectList<K>> {
    const { namespace, labels } = selection;
    return this.#remember(JSON.stringify(['list', kind, namespace, labels]), () => this.#server.list(kind, selection));
  }

  #remember<Answer>(question: string, ask: () => Promise<Answer>): Promise<Answer> {
    const now = this.#clock.now();
    this.#forget(now);
    const known = this.#answers.get(question);
    if (known) return known.answer as Promise<Answer>;
    const answer = ask();
    this.#answers.set(question, { answer, askedAt: now });
    return answer;
  }

  #forget(now: number): void {
    for (const [question, { askedAt }] of this.#answers) {
      if (Math.abs(now - askedAt) < FRESH_MS) return;
      this.#answers.delete(question);
    }
  }
}
