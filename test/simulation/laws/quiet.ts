import type { Call } from '#test/simulation/trace.ts';
import { asEnvironment, type Evidence } from './evidence.ts';

/**
 * When nothing changes, nothing is written (law 6).
 * A container that crashes, or an image that cannot be pulled, is tried again every five minutes for ever: that is a
 * change, and the status of its Environment may follow it. GitHub must not hear of it.
 * @param sinceMs milliseconds since 1970
 */
export const writesSince = (evidence: Evidence, sinceMs: number): readonly { at: number; what: string }[] =>
  evidence.calls
    .filter((call) => call.at >= sinceMs && isWrite(call) && !followsRetries(evidence, call))
    .map(({ at, process, verb, what }) => ({ at, what: `${process} writes though nothing changed: ${verb} ${what}` }));

const isWrite = ({ write, port, verb }: Call): boolean =>
  // A lease is renewed for as long as somebody leads.
  (write !== undefined && write.kind !== 'Lease') || (port === 'github' && !verb.startsWith('GET '));

function followsRetries({ commits }: Evidence, { write }: Call): boolean {
  const sha =
    write?.kind === 'Environment' && write.verb === 'putStatus' && asEnvironment(write.before)?.spec.revision?.sha;
  return sha ? ['crashes', 'cannot be pulled'].includes(commits.get(sha).behaviour) : false;
}
