import { z } from 'zod';
import { messageOf } from '#lib/coded-error.ts';
import { cut } from '#lib/text.ts';
import { GitHubError, type GitHubErrorCode } from '#ports/github/errors.ts';
import { retryAfterMs } from './rate-limit.ts';

const headersSchema = z.record(z.string(), z.union([z.string(), z.number(), z.undefined()]));
/** What octokit throws. Without a response nothing came back: `status` is then octokit's own invention. */
const requestError = z.object({
  status: z.number(),
  response: z.object({ headers: headersSchema, data: z.unknown() }).optional(),
});
const errorBody = z.object({ message: z.string(), errors: z.array(z.unknown()).optional() });

/** An answer of 400 and above. */
export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly words: string;
}

/**
 * Puts whatever a request threw into our words.
 * It keeps GitHub's message, and neither the request nor the thrown error, which hold headers and bodies.
 * @param nowMs to count the milliseconds until a rate limit is lifted
 */
export function toGitHubError(route: string, thrown: unknown, nowMs: number): GitHubError {
  if (thrown instanceof GitHubError) return thrown;
  const parsed = requestError.safeParse(thrown);
  const response = parsed.data?.response;
  if (!parsed.success || !response) {
    return new GitHubError('Unavailable', `${route}: no answer: ${withoutTokens(messageOf(thrown))}`);
  }
  const refusal = { status: parsed.data.status, headers: response.headers, words: wordsOf(response.data) };
  const message = `${route}: ${refusal.status}: ${refusal.words}`;
  const wait = retryAfterMs(refusal, nowMs);
  if (wait !== undefined) return new GitHubError('RateLimited', message, { retryAfterMs: wait });
  return new GitHubError(codeOf(refusal), message, { next: nextOf(refusal) });
}

const codes: Readonly<Record<number, GitHubErrorCode>> = {
  401: 'Forbidden',
  403: 'Forbidden',
  404: 'NotFound',
  408: 'Unavailable',
  410: 'NotFound',
  451: 'Forbidden',
};

function codeOf({ status, words }: Refusal): GitHubErrorCode {
  if (status >= 500) return 'Unavailable';
  if (status === 403 && /\barchived\b/i.test(words)) return 'Archived';
  if (status === 403 && /too_large/.test(words)) return 'Invalid';
  return codes[status] ?? 'Invalid';
}

/** GitHub names in a header the permissions of which any one would have been enough. */
function nextOf({ status, headers }: Refusal): string | undefined {
  const permissions = headers['x-accepted-github-permissions'];
  if (status !== 403 || !permissions) return undefined;
  return `give the GitHub App this permission and accept it in the installation: ${permissions}`;
}

const LONGEST_WORDS = 1000;

function wordsOf(data: unknown): string {
  const parsed = errorBody.safeParse(data);
  if (!parsed.success)
    return typeof data === 'string' && data !== '' ? cut(withoutTokens(data), 200) : 'no reason given';
  const { message, errors = [] } = parsed.data;
  const details = errors.map((error) => (typeof error === 'string' ? error : JSON.stringify(error)));
  return cut(withoutTokens([message, ...details].join('; ')), LONGEST_WORDS);
}

/** GitHub's tokens (`ghs_…`, `github_pat_…`) and signed JSON web tokens, wherever they got into a message. */
const tokens = /\b(?:gh[a-z]_[A-Za-z0-9_.-]+|github_pat_\w+|ey[\w-]+\.ey[\w-]+\.[\w-]+)/g;

const withoutTokens = (text: string): string => text.replace(tokens, '[REDACTED]');
