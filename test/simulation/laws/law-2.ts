import { asEnvironment, type Evidence, type Written } from './evidence.ts';
import type { Law } from './law.ts';

/** What is deleted was closed, in an answer that the deletion can have been planned from. */
export const law2: Law = {
  name: 'law 2',
  sentence: 'deletion needs positive proof',
  check: (evidence) => [...environments(evidence), ...namespaces(evidence)],
};

function environments(evidence: Evidence) {
  return evidence.environmentWrites.filter(isDeletion).flatMap(({ call, write }) => {
    const number = asEnvironment(write.before)?.spec.pullRequest?.number;
    const what = `${write.key.name} is deleted`;
    if (number === undefined) return [{ at: call.at, what: `${what}, which is a stage` }];
    const wasClosed = evidence.heldWithin(call, ({ pullRequests }) =>
      pullRequests.some((one) => one.number === number && one.state === 'closed'),
    );
    return wasClosed ? [] : [{ at: call.at, what: `${what}, but no answer showed pull request ${number} as closed` }];
  });
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
