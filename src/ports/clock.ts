/** What time it is, in milliseconds since 1970-01-01T00:00:00Z. */
export interface Clock {
  now(): number;
}

/**
 * How much time goes by, whatever anybody sets the clock to. Only differences mean something, and only within one
 * process.
 */
export interface Stopwatch {
  elapsedMs(): number;
}

/** ISO 8601 in UTC without fractions, as GitHub and Kubernetes write times. */
export const isoTime = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');

/** ISO 8601 in UTC with six digits of a second, as Kubernetes' MicroTime demands (API reference, meta/v1). */
export const microTime = (ms: number): string => new Date(ms).toISOString().replace('Z', '000Z');
