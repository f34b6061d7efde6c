/** How often one client may ask. */
export interface Limits {
  /** Requests; the primary limit. */
  readonly perHour: number;
  /** Points "to a single endpoint" in any 60 seconds; a path template is taken for one, its reads and writes together. */
  readonly pointsPerMinute: number;
  /** Requests that create content, in any 60 seconds and in any 60 minutes. */
  readonly contentPerMinute: number;
  readonly contentPerHour: number;
}

/** "Rate limits for the REST API": an installation or a person; the secondary ones hold for everybody. */
export const GITHUB_LIMITS: Limits = {
  perHour: 5_000,
  pointsPerMinute: 900,
  contentPerMinute: 80,
  contentPerHour: 500,
};

/** A GitHub of one's own: GitHub Enterprise Server has its limits off unless somebody switches them on. */
export const NO_LIMITS: Limits = {
  perHour: 1_000_000_000,
  pointsPerMinute: 1_000_000_000,
  contentPerMinute: 1_000_000_000,
  contentPerHour: 1_000_000_000,
};

/** The primary limit without credentials. */
export const ANONYMOUS_PER_HOUR = 60;

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** "Calculating points for the secondary rate limit": 1 for a read, 5 for a write. */
export const pointsOf = (method: string): number => (READS.has(method) ? 1 : 5);

/**
 * Whether a request creates content. GitHub names no routes; what makes something new that people see or are told of is
 * taken for one (a comment, a status, a deployment), and neither an edit nor a token is.
 * @param endpoint GitHub's path template
 */
export const createsContent = (method: string, endpoint: string): boolean =>
  method === 'POST' && endpoint.startsWith('/repos/');
