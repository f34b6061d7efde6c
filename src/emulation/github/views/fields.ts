/** ISO 8601 in UTC and whole seconds, as GitHub writes times. */
export const time = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');

export const timeOrNull = (ms: number | null): string | null => (ms === null ? null : time(ms));

/** An opaque id across kinds, like GitHub's `PR_kwDOAbc`. */
export const nodeId = (kind: string, id: number | string): string => `${kind}_emulated${id}`;
