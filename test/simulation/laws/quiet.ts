import type { Evidence } from './evidence.ts';

/** When nothing changes, nothing is written (law 6). @param sinceMs milliseconds since 1970 */
export const writesSince = ({ calls }: Evidence, sinceMs: number): readonly { at: number; what: string }[] =>
  calls
    .filter(({ at, port, verb, write }) => at >= sinceMs && (write !== undefined || (port === 'github' && !verb.startsWith('GET '))))
    .map(({ at, process, verb, what }) => ({ at, what: `${process} writes though nothing changed: ${verb} ${what}` }));
