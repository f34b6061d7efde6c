import { CodedError } from '#lib/coded-error.ts';
import type { ReportReason } from '#model/reasons.ts';

/**
 * - `NotFound`: 404. It never proves that something is gone: a lost permission looks the same.
 * - `Forbidden`: a permission is missing, or the installation was removed or suspended.
 * - `Archived`: the repository is read-only; no report can be written.
 * - `Invalid`: GitHub understood and refused (422), or answered what its own description does not allow.
 * - `RateLimited`: asked too often; `retryAfterMs` says when to come back.
 * - `Unavailable`: no answer in time, a network error, or 5xx.
 */
export type GitHubErrorCode = 'NotFound' | 'Forbidden' | 'Archived' | 'Invalid' | 'RateLimited' | 'Unavailable';

export interface GitHubErrorDetails {
  readonly retryAfterMs?: number | undefined;
  readonly next?: string | undefined;
  readonly cause?: unknown;
}

/** What every verb of the GitHub port throws. */
export class GitHubError extends CodedError<GitHubErrorCode> {
  override readonly name = 'GitHubError';
  readonly retryAfterMs: number | undefined;

  constructor(code: GitHubErrorCode, message: string, details: GitHubErrorDetails = {}) {
    super(code, message, { source: code === 'Invalid' ? 'user' : 'system', ...details });
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** The word for people: in conditions, in `dm why`, in the documentation. */
export const reasonOf = ({ code }: GitHubError): ReportReason => (code === 'Unavailable' ? 'GitHubUnavailable' : code);
