import type { GitHubAnswer, GitHubRequest } from './request.ts';

/** What all remembered answers may take, in characters of JSON. */
const MOST_REMEMBERED = 16 * 1024 * 1024;

interface Remembered {
  readonly etag: string;
  readonly answer: GitHubAnswer;
  readonly size: number;
}

/**
 * Reads that name what they were answered before: GitHub answers 304 when nothing has changed, which costs nothing of the
 * primary limit ("Best practices for using the REST API", Use conditional requests). Only GitHub says that an answer is
 * still good: each read asks. What was not asked for longest is forgotten first.
 */
export function conditionalRequest(request: GitHubRequest, most = MOST_REMEMBERED): GitHubRequest {
  const memory = new Memory(most);
  return async (route, parameters = {}) => {
    if (!route.startsWith('GET ')) return request(route, parameters);
    const key = JSON.stringify([route, parameters]);
    const before = memory.take(key);
    const headers = before && { headers: { 'if-none-match': before.etag } };
    const answer = await request(route, { ...parameters, ...headers });
    if (answer.status !== 304 || !before) {
      memory.keep(key, answer);
      return answer;
    }
    memory.put(key, before);
    return { ...before.answer, headers: { ...before.answer.headers, ...answer.headers } };
  };
}

/** The newest last. */
class Memory {
  readonly #most: number;
  readonly #answers = new Map<string, Remembered>();
  #size = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** What is remembered; it is put back when it is still good. */
  take(key: string): Remembered | undefined {
    const found = this.#answers.get(key);
    if (found && this.#answers.delete(key)) this.#size -= found.size;
    return found;
  }

  keep(key: string, answer: GitHubAnswer): void {
    const { etag } = answer.headers;
    if (answer.status !== 200 || typeof etag !== 'string') return;
    this.put(key, { etag, answer, size: key.length + JSON.stringify(answer.data ?? null).length });
  }

  put(key: string, remembered: Remembered): void {
    this.take(key);
    this.#answers.set(key, remembered);
    this.#size += remembered.size;
    for (const oldest of this.#answers.keys()) {
      if (this.#size <= this.#most) return;
      this.take(oldest);
    }
  }
}
