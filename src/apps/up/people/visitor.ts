import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** One answer, or what went wrong instead. */
export interface Visit {
  readonly at: number;
  readonly host: string;
  readonly status: number | undefined;
  readonly error: string | undefined;
}

/** An answer of a page. */
export interface Page {
  readonly status: number;
  readonly body: string;
}

const DEADLINE_MS = 10_000;

/** Asks for a page of an environment through the preview proxy: by its address, with the host as a header. */
export function visit(url: URL, port: number, agent?: Agent): Promise<Page> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      path: url.pathname,
      headers: { host: url.host },
      timeout: DEADLINE_MS,
      ...(agent && { agent }),
    };
    const asking = request(options, (answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (text: string) => (body += text));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
      answer.on('error', reject);
    });
    asking.on('timeout', () => asking.destroy(new Error(`no answer within ${DEADLINE_MS} ms`)));
    asking.on('error', reject);
    asking.end();
  });
}

/** Somebody who asks all the time, and writes down every answer. */
export class ConstantVisitor {
  readonly visits: Visit[] = [];
  readonly #url: URL;
  readonly #port: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 4 });
  readonly #everyMs: number;
  #asking = true;
  readonly #ended: Promise<unknown>;

  constructor(url: URL, port: number, everyMs = 15) {
    this.#url = url;
    this.#port = port;
    this.#everyMs = everyMs;
    this.#ended = Promise.all([this.#ask(), this.#ask()]);
  }

  /** Answers other than 200, and requests without an answer. */
  get failures(): readonly Visit[] {
    return this.visits.filter(({ status }) => status !== 200);
  }

  async stop(): Promise<void> {
    this.#asking = false;
    await this.#ended;
    this.#agent.destroy();
  }

  async #ask(): Promise<void> {
    while (this.#asking) {
      this.visits.push(await this.#once());
      await pause(this.#everyMs);
    }
  }

  async #once(): Promise<Visit> {
    const at = Date.now();
    const host = this.#url.host;
    try {
      const { status } = await visit(this.#url, this.#port, this.#agent);
      return { at, host, status, error: undefined };
    } catch (error) {
      return { at, host, status: undefined, error: error instanceof Error ? error.message : String(error) };
    }
  }
}
