import type { Repository } from '#emulation/github/repository.ts';
import { APP_ID } from '#test/simulation/hub.ts';
import type { Call } from '#test/simulation/trace.ts';
import type { Evidence } from './evidence.ts';
import type { Law } from './law.ts';

/**
 * What is equal is not written.
 * On GitHub there are no preconditions: a writer whose last answer came from before the words stood (another process
 * wrote them meanwhile, its own write's answer was lost, or the answer was an old one) cannot know that they stand, and
 * its repetition is tolerated, as is that of whoever made the record itself. A writer that had read them, or that read
 * nothing, is at fault.
 */
export const law6: Law = {
  name: 'law 6',
  sentence: 'what is equal is not written',
  check: (evidence) =>
    evidence.calls.flatMap((call) => {
      const what = call.outcome === 'ok' ? (equalObject(call) ?? equalOnGitHub(evidence, call)) : undefined;
      return what === undefined ? [] : [{ at: call.at, what }];
    }),
};

function equalObject({ write, process }: Call): string | undefined {
  if (!write || (write.verb !== 'apply' && write.verb !== 'putStatus') || !write.before) return undefined;
  const isEqual = write.before.metadata.resourceVersion === write.after?.metadata.resourceVersion;
  return isEqual ? `${process} ${write.verb} ${write.kind} ${write.key.name} changes nothing` : undefined;
}

function equalOnGitHub(evidence: Evidence, call: Call): string | undefined {
  const words = call.github && kinds[call.github.route];
  const what = words && call.github && standsAt(evidence, words, call.github.newest, call);
  if (!words || what === undefined || hadNotSeen(evidence, words, call)) return undefined;
  return `${call.process} says again what stands already: ${call.verb} ${what}`;
}

/** The last answer that this writer was given came from a state in which the words did not stand yet. */
function hadNotSeen(evidence: Evidence, words: Words, call: Call): boolean {
  const read = words.readBy(evidence, call)?.github;
  return read !== undefined && standsAt(evidence, words, read.seen, call) === undefined;
}

function standsAt(evidence: Evidence, { stands }: Words, index: number, { github }: Call): string | undefined {
  const repository = evidence.repositoryAt(index);
  return repository && github && stands(repository, github.parameters);
}

type Parameters = Readonly<Record<string, unknown>>;

/** One kind of words on GitHub. */
interface Words {
  /** What stands already that is equal to what is written. */
  readonly stands: (repository: Repository, parameters: Parameters) => string | undefined;
  /** The answer that told the writer what stood. */
  readonly readBy: (evidence: Evidence, call: Call) => Call | undefined;
}

const kinds: Readonly<Record<string, Words>> = {
  'POST /repos/{owner}/{repo}/statuses/{sha}': {
    stands({ statuses }, { sha, context, state, description, target_url: url }) {
      const newest = statuses.findLast((one) => one.sha === sha && one.context === context);
      const isEqual =
        newest?.state === state && newest?.description === description && newest?.targetUrl === (url ?? null);
      return isEqual ? `${String(context)} on ${String(sha)}: ${String(description)}` : undefined;
    },
    readBy: (evidence, call) =>
      lastRead(evidence, call, 'GET /repos/{owner}/{repo}/commits/{ref}/status', 'ref', call.github?.parameters['sha']),
  },
  'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': {
    stands({ deploymentStatuses }, { deployment_id: id, state, description }) {
      const newest = deploymentStatuses.findLast(({ deploymentId }) => deploymentId === id);
      const isEqual = newest?.state === state && newest?.description === description;
      return isEqual ? `${String(id)}: ${String(state)}` : undefined;
    },
    readBy: (evidence, call) =>
      lastRead(
        evidence,
        call,
        'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
        'deployment_id',
        call.github?.parameters['deployment_id'],
      ) ?? creation(evidence, call),
  },
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': {
    stands: ({ comments }, { comment_id: id, body }) =>
      comments.some((one) => one.id === id && one.body === body) ? `comment ${String(id)}` : undefined,
    readBy(evidence, call) {
      const id = call.github?.parameters['comment_id'];
      const comments = call.github && evidence.repositoryAt(call.github.newest)?.comments;
      return lastReadOfComments(evidence, call, comments?.find((one) => one.id === id)?.issueNumber);
    },
  },
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': {
    stands: ({ comments }, { issue_number: number }) =>
      comments.some(({ issueNumber, user }) => issueNumber === number && user.appId === APP_ID)
        ? `a second comment on #${String(number)}`
        : undefined,
    readBy: (evidence, call) => lastReadOfComments(evidence, call, call.github?.parameters['issue_number']),
  },
};

const lastReadOfComments = (evidence: Evidence, call: Call, number: unknown): Call | undefined =>
  lastRead(evidence, call, 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments', 'issue_number', number);

/** The last answer of this kind in the same pass. */
function lastRead({ calls }: Evidence, call: Call, route: string, parameter: string, value: unknown): Call | undefined {
  for (let index = calls.indexOf(call) - 1; index >= 0; index--) {
    const read = calls[index];
    if (!read || read.pass !== call.pass || !isAnswer(read, route)) continue;
    if (read.github?.parameters[parameter] === value) return read;
  }
  return undefined;
}

/** Whoever opened a record in this pass knows without a reading that nothing stood there. */
function creation(evidence: Evidence, { pass, github }: Call): Call | undefined {
  const isIn = (index: number) =>
    evidence.repositoryAt(index)?.deployments.some(({ id }) => id === github?.parameters['deployment_id']) === true;
  return evidence.calls.find(
    (made) =>
      made.pass === pass &&
      isAnswer(made, 'POST /repos/{owner}/{repo}/deployments') &&
      made.github !== undefined &&
      !isIn(made.github.newest) &&
      isIn(made.github.newest + 1),
  );
}

const isAnswer = ({ outcome, isAnswerLost, github }: Call, route: string): boolean =>
  outcome === 'ok' && !isAnswerLost && github?.route === route;
