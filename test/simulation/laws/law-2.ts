import type { Call } from '#test/simulation/trace.ts';
import { askedFor, payloadOf } from './asked.ts';
import { asEnvironment, type Evidence, type Written } from './evidence.ts';
import type { Law } from './law.ts';
import { comesBack } from './stays-deleted.ts';

/** What is deleted was closed, or its deletion was asked for and recorded, in an answer that it can have been planned from. */
export const law2: Law = {
  name: 'law 2',
  sentence: 'deletion needs positive proof, and what a person deleted stays so',
  check: (evidence) => [...environments(evidence), ...namespaces(evidence), ...comesBack(evidence)],
};

function environments(evidence: Evidence) {
  return evidence.environmentWrites.filter(isDeletion).flatMap(({ call, write }) => {
    const number = asEnvironment(write.before)?.spec.pullRequest?.number;
    const what = `${write.key.name} is deleted`;
    if (number === undefined) return [{ at: call.at, what: `${what}, which is a stage` }];
    const wasClosed = evidence.heldWithin(call, ({ pullRequests }) =>
      pullRequests.some((one) => one.number === number && one.state === 'closed'),
    );
    if (wasClosed || wasRecorded(evidence, call, write.key.name)) return [];
    return [{ at: call.at, what: `${what}, but no answer showed pull request ${number} as closed, or a deletion` }];
  });
}

/** Somebody asked for the deletion of this environment, and an answer showed the record of it. */
function wasRecorded(evidence: Evidence, call: Call, environment: string): boolean {
  const asked = askedFor(evidence);
  return evidence.heldWithin(call, ({ deployments }) =>
    deployments.some((one) => {
      const { act, request } = payloadOf(one);
      return act === 'delete' && asked.get(request?.name ?? '') === environment;
    }),
  );
}

/** A namespace goes with its Environment only. */
function namespaces({ calls, environmentWrites }: Evidence) {
  const deleted = environmentWrites.filter(isDeletion);
  return calls.flatMap((call) => {
    if (call.outcome !== 'ok' || call.verb !== 'delete' || call.write?.kind !== 'Namespace') return [];
    const { name } = call.write.key;
    const isAsked = deleted.some((one) => one.write.key.name === name && one.call.at <= call.at);
    return isAsked ? [] : [{ at: call.at, what: `namespace ${name} is deleted, but its Environment was not` }];
  });
}

const isDeletion = ({ write }: Written): boolean => write.verb === 'delete' && write.before !== undefined;
