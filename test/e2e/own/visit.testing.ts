import { visit as visitThrough } from '#apps/up/people/visitor.ts';
import type { Line } from '#test/e2e/dm.testing.ts';

/** Asks a preview by its address, as a browser would: names below `localhost` are this machine (RFC 6761, 6.3). */
export function visit(address: string) {
  const url = new URL(address);
  return visitThrough(url, Number(url.port));
}

/** A commit status of ours, in one state. */
export const status =
  (sha: string, state: string) =>
  ({ event, ...line }: Line): boolean =>
    event === 'status' && line['sha'] === sha && line['state'] === state;

/** Something that became of a pull request. */
export const became =
  (branch: string, what: string) =>
  ({ event, ...line }: Line): boolean =>
    event === 'pullRequest' && line['branch'] === branch && line['what'] === what;
