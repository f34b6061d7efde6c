import type { Repository } from '#emulation/github/repository.ts';
import { opensAttempt } from '#model/acts.ts';
import type { RecordPayload } from '#model/record.ts';
import type { Call } from '#test/simulation/trace.ts';
import { asEnvironment, type Evidence } from './evidence.ts';
import type { Law } from './law.ts';

/** A write that starts a commit, by a record or by a spec. */
interface Start {
  readonly call: Call;
  readonly sha: string;
  readonly how: string;
}

/** Nothing starts before its checks passed in an answer that the write can have been planned from. */
export const law1: Law = {
  name: 'law 1',
  sentence: 'no write starts a commit before its named checks passed and its image exists',
  check: (evidence) =>
    startsOf(evidence).flatMap(({ call, sha, how }) => {
      const wrong = whatIsWrong(evidence, call, sha);
      return wrong === undefined ? [] : [{ at: call.at, what: `${how} starts ${sha}, but ${wrong}` }];
    }),
};

function whatIsWrong(evidence: Evidence, call: Call, sha: string): string | undefined {
  if (evidence.commits.get(sha).imageAt > call.at) return 'its image does not exist yet';
  const mayStart = (repository: Repository) =>
    evidence.checksPassed(repository, sha) || successRecorded(repository, sha);
  return evidence.heldWithin(call, mayStart) ? undefined : 'no answer that it was planned from shows its checks passed';
}

function startsOf({ calls, environmentWrites }: Evidence): readonly Start[] {
  const specs = environmentWrites.flatMap(({ call, write }) => {
    const sha = asEnvironment(write.after)?.spec.revision?.sha;
    const was = asEnvironment(write.before)?.spec.revision?.sha;
    return write.verb === 'apply' && sha && sha !== was ? [{ call, sha, how: `the spec of ${write.key.name}` }] : [];
  });
  const records = calls.flatMap((call) =>
    call.outcome === 'ok' && call.github?.route === CREATE && startsSomething(call.github.parameters['payload'])
      ? [{ call, sha: String(call.github.parameters['ref']), how: 'a record' }]
      : [],
  );
  return [...specs, ...records];
}

const CREATE = 'POST /repos/{owner}/{repo}/deployments';

/** A deletion is recorded on a commit, too. */
const startsSomething = (payload: unknown): boolean => opensAttempt((payload as RecordPayload).act);

/** Refill: it ran well before, by a record of ours. */
const successRecorded = ({ deployments, deploymentStatuses }: Repository, sha: string): boolean =>
  deploymentStatuses.some(
    ({ state, deploymentId }) => state === 'success' && deployments.find(({ id }) => id === deploymentId)?.sha === sha,
  );
