import { request } from 'node:https';

export interface Question {
  readonly url: string;
  /** PEM. */
  readonly certificateAuthority: string;
  readonly token: string;
  readonly method?: string;
  readonly body?: object;
  readonly timeoutMs?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

const TIMEOUT_MS = 30_000;

/** One request over a connection of its own, so that it tells about the server and not about a pool. */
export function get(question: Question): Promise<HttpAnswer> {
  const { url, certificateAuthority: ca, token, method = 'GET', body, timeoutMs: timeout = TIMEOUT_MS } = question;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const asked = request(url, { ca, method, headers, agent: false, timeout }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, body: text }));
      answer.once('error', reject);
    });
    asked.once('timeout', () => asked.destroy(new Error(`${url} did not answer within ${timeout} ms`)));
    asked.once('error', reject);
    asked.end(body && JSON.stringify(body));
  });
}
