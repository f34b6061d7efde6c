import { isoTime } from '#ports/clock.ts';

export const timeOrNull = (ms: number | null): string | null => (ms === null ? null : isoTime(ms));

/** An opaque id across kinds, like GitHub's `PR_kwDOAbc`. */
export const nodeId = (kind: string, id: number | string): string => `${kind}_emulated${id}`;
