import { LONGEST_WAIT_MS } from '#runtime/github-budget/limits.ts';
import type { Call, ObjectWrite } from '#test/simulation/trace.ts';
import { asEnvironment, type Evidence, type Written } from './evidence.ts';
import type { Law } from './law.ts';

const DELIVER = 'deliver';
const CREATE = 'POST /repos/{owner}/{repo}/deployments';
const LIST = 'GET /repos/{owner}/{repo}/deployments';

/** Read before write, the cluster before GitHub, and every write of a spec over the version that was read. */
export const law5: Law = {
  name: 'law 5',
  sentence: 'read before write, with a precondition; what is older than what was seen is discarded',
  check: (evidence) =>
    evidence.environmentWrites
      .filter(({ write }) => write.fieldManager === DELIVER || (write.verb === 'delete' && write.before))
      .flatMap((written) =>
        [precondition(evidence, written), readOrder(evidence, written), goesBack(written), readAgain(evidence, written)]
          .filter((what) => what !== undefined)
          .map((what) => ({ at: written.call.at, what: `${written.write.key.name}: ${what}` })),
      ),
};

/** The version must be one that this pass read, or wrote itself. */
function precondition(evidence: Evidence, { call, write }: Written): string | undefined {
  if (write.ifVersion === undefined) return 'it is written without a precondition';
  const known = evidence.passOf(call).flatMap((one) => {
    if (!isOf(one, write.key.name) || one === call) return [];
    return [one.found, one.write?.after?.metadata.resourceVersion];
  });
  return known.includes(write.ifVersion) ? undefined : `it is written over ${write.ifVersion}, which was not read`;
}

function readOrder(evidence: Evidence, { call, write }: Written): string | undefined {
  const pass = evidence.passOf(call);
  const read = pass.findIndex((one) => one.verb === 'get' && isOf(one, write.key.name));
  const asked = pass.findIndex(({ port }) => port === 'github');
  return read >= 0 && (asked < 0 || read < asked) ? undefined : 'GitHub was asked before the Environment was read';
}

function goesBack({ write }: Written): string | undefined {
  if (write.before?.metadata.uid !== write.after?.metadata.uid) return undefined;
  const [was, is] = [updatedAt(write.before), updatedAt(write.after)];
  if (!was || !is || is >= was) return undefined;
  return `it goes back from what GitHub said at ${was} to what it said at ${is}`;
}

const updatedAt = (object: ObjectWrite['before']): string | undefined =>
  asEnvironment(object)?.spec.pullRequest?.updatedAt;

/**
 * Another writer may have opened a record of the same number meanwhile. A stage starts when that was looked up, a
 * preview before: it is looked up as well, or tried to, unless the process ends or hears nothing of its write.
 */
function readAgain(evidence: Evidence, { call, write }: Written): string | undefined {
  const before = evidence.passOf(call);
  const created = before.findLastIndex(({ github, outcome }) => github?.route === CREATE && outcome === 'ok');
  if (created < 0) return undefined;
  const isStage = asEnvironment(write.after)?.spec.stage !== undefined;
  if (!isStage && (call.isAnswerLost || evidence.endOf(call) < call.at + LONGEST_WAIT_MS)) return undefined;
  const pass = isStage ? before : (evidence.passes.get(call.pass ?? -1) ?? []);
  const isReadAgain = pass.slice(created + 1).some(({ verb }) => verb === LIST);
  return isReadAgain ? undefined : 'GitHub was not read again after the record was opened';
}

const isOf = ({ port, what }: Call, name: string): boolean =>
  port === 'objects' && what.startsWith('Environment') && what.endsWith(`/${name}`);
