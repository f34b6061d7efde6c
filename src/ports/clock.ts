/** What time it is, in milliseconds since 1970-01-01T00:00:00Z. */
export interface Clock {
  now(): number;
}

/** ISO 8601 in UTC without fractions, as GitHub and Kubernetes write times. */
export const isoTime = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
