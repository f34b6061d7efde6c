import { get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** What two visitors got who asked all the time, each time on a connection of its own. */
export interface Visits {
  /** How often each answer came. */
  readonly answers: ReadonlyMap<string, number>;
  readonly failures: readonly string[];
}

const EVERY_MS = 10;
const DEADLINE_MS = 5_000;

/** Begins to ask. @returns ends it */
export function visitAllTheTime(url: string): () => Promise<Visits> {
  const answers = new Map<string, number>();
  const failures: string[] = [];
  const over = new AbortController();
  const ask = async (): Promise<void> => {
    while (!over.signal.aborted) {
      try {
        const answer = await bodyOf(url);
        answers.set(answer, (answers.get(answer) ?? 0) + 1);
      } catch (error) {
        failures.push(`${new Date().toISOString()}: ${String(error)}`);
      }
      await pause(EVERY_MS);
    }
  };
  const ended = Promise.all([ask(), ask()]);
  return async () => {
    over.abort();
    await ended;
    return { answers, failures };
  };
}

/** Rejects for every answer but 200. */
export function bodyOf(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asking = get(url, { agent: false, timeout: DEADLINE_MS }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => (body += text));
      answer.on('end', () => (answer.statusCode === 200 ? resolve(body) : reject(new Error(`${answer.statusCode}`))));
      answer.on('error', reject);
    });
    asking.on('timeout', () => asking.destroy(new Error(`no answer within ${DEADLINE_MS} ms`)));
    asking.on('error', reject);
  });
}
