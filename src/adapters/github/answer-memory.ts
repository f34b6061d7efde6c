/** What all remembered answers may take, in characters. */
const MOST_REMEMBERED = 16 * 1024 * 1024;

/** What was read out of an answer of GitHub, and the name by which GitHub knows it. */
export interface RememberedAnswer {
  readonly etag: string;
  /** The answer's `Link` header. */
  readonly link: string | undefined;
  /** JSON: nobody can change it, and its length says what it takes. */
  readonly text: string;
}

/**
 * What GitHub was asked and has answered. What was not asked for longest is forgotten first. Only what we read out of an
 * answer is kept: GitHub's own is some twenty times as large.
 */
export class AnswerMemory {
  readonly #most: number;
  /** The newest last. */
  readonly #answers = new Map<string, RememberedAnswer>();
  #size = 0;

  constructor(most = MOST_REMEMBERED) {
    this.#most = most;
  }

  get(question: string): RememberedAnswer | undefined {
    return this.#answers.get(question);
  }

  /** Also to be called for an answer that is still good: it was asked for. */
  put(question: string, answer: RememberedAnswer): void {
    this.#forget(question);
    this.#answers.set(question, answer);
    this.#size += sizeOf(question, answer);
    for (const oldest of this.#answers.keys()) {
      if (this.#size <= this.#most) return;
      this.#forget(oldest);
    }
  }

  #forget(question: string): void {
    const found = this.#answers.get(question);
    if (found && this.#answers.delete(question)) this.#size -= sizeOf(question, found);
  }
}

const sizeOf = (question: string, { text, link = '' }: RememberedAnswer): number =>
  question.length + text.length + link.length;
