import { ImagesError } from '#ports/images.ts';
import type { IsPlain } from './plain-hosts.ts';

export type Fetch = typeof globalThis.fetch;

export interface Question {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** One question and its whole answer, whatever its status. Throws `ImagesError` Unavailable when none came. */
export type Exchange = (question: Question, signal: AbortSignal) => Promise<Answer>;

export interface ExchangeOptions {
  readonly fetch: Fetch;
  readonly isPlain: IsPlain;
  /** For one question and its answer, body included. */
  readonly timeoutMs: number;
  /** An answer that is longer is none: registries have to take manifests of 4 MiB, hardly any is longer. */
  readonly mostBytes: number;
}

const MOST_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * A GET follows redirects, from https to https only and without our credentials once it leaves the host. All other
 * redirects are answers: what was sent is not sent elsewhere.
 */
export function createExchange(options: ExchangeOptions): Exchange {
  return async (question, signal) => {
    const within = AbortSignal.any([signal, AbortSignal.timeout(options.timeoutMs)]);
    let next = question;
    for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
      const answer = await askTwice(next, within, options);
      const location = REDIRECTS.has(answer.status) ? answer.headers.get('location') : null;
      if (location === null || question.method !== 'GET') return answer;
      next = redirected(next, location, options.isPlain);
    }
    throw noAnswer(question.url, `it redirects more than ${MOST_REDIRECTS} times`);
  };
}

/** Servers end connections that were idle, and do it just when the next question is on its way. */
const endedByServer = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

async function askTwice(question: Question, signal: AbortSignal, options: ExchangeOptions): Promise<Answer> {
  const first = await ask(question, signal, options);
  if (first.kind === 'answer') return first.answer;
  const mayRepeat = question.method === 'GET' || question.method === 'HEAD';
  const second = mayRepeat && endedByServer.has(first.why) ? await ask(question, signal, options) : first;
  if (second.kind === 'answer') return second.answer;
  throw noAnswer(question.url, second.why);
}

type Asked = { readonly kind: 'answer'; readonly answer: Answer } | { readonly kind: 'none'; readonly why: string };

async function ask(question: Question, signal: AbortSignal, options: ExchangeOptions): Promise<Asked> {
  const { url, method, headers, body } = question;
  try {
    const response = await options.fetch(url, {
      method,
      headers: { 'user-agent': 'dungeon-master', ...headers },
      ...(body !== undefined && { body }),
      redirect: 'manual',
      signal,
    });
    const { status, headers: received } = response;
    return { kind: 'answer', answer: { status, headers: received, body: await bodyOf(response, question, options) } };
  } catch (error) {
    if (error instanceof ImagesError) throw error;
    return { kind: 'none', why: signal.aborted ? 'it takes too long' : whyOf(error) };
  }
}

async function bodyOf(response: Response, { url }: Question, { mostBytes }: ExchangeOptions): Promise<Answer['body']> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > mostBytes) throw noAnswer(url, `its answer is longer than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function redirected(question: Question, location: string, isPlain: IsPlain): Question {
  const { url } = question;
  const target = URL.parse(location, url.href);
  const isSafe = target?.protocol === 'https:' || (url.protocol === 'http:' && isPlain(target?.host ?? ''));
  if (target === null || !isSafe) throw noAnswer(url, 'it redirects to an address that is not https');
  if (target.origin === url.origin) return { ...question, url: target };
  const { authorization: _ours, ...headers } = question.headers ?? {};
  return { ...question, url: target, headers };
}

/** Only codes: a message may repeat a header that we sent. */
function whyOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  return /^[A-Z][A-Z0-9_]+$/.test(code) ? code : 'the connection failed';
}

export const noAnswer = (url: URL, why: string): ImagesError =>
  new ImagesError('Unavailable', `${url.host}: no answer: ${why}`, { source: 'system' });
