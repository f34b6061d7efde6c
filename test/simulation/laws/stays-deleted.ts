import type { Repository } from '#emulation/github/repository.ts';
import type { EnvironmentSpec } from '#model/environment.ts';
import type { RecordPayload } from '#model/record.ts';
import { newestIn, taskOf, type ChainPlace } from './asked.ts';
import { asEnvironment, type Evidence, type Written } from './evidence.ts';

type Found = { readonly at: number; readonly what: string };

/** What a person deleted does not come back by itself. */
export const comesBack = (evidence: Evidence): readonly Found[] => [
  ...recordedAgain(evidence),
  ...startedAgain(evidence),
];

/** The head that was deleted is not deployed over its deletion. */
const recordedAgain = (evidence: Evidence): readonly Found[] =>
  evidence.calls.flatMap(({ at, outcome, github }) => {
    if (outcome !== 'ok' || github?.route !== CREATE) return [];
    const payload = github.parameters['payload'] as RecordPayload;
    const place = { application: payload.application, task: String(github.parameters['task']) };
    const repository = evidence.repositoryAt(github.newest);
    const newest = repository && newestIn(repository, place);
    return newest && undoes(payload, newest) ? [{ at, what: `${payload.sha} is deployed over its deletion` }] : [];
  });

const undoes = ({ act, sha, seq }: RecordPayload, newest: Partial<RecordPayload>): boolean =>
  act === 'deploy' && newest.act === 'delete' && newest.sha === sha && seq > Number(newest.seq);

const CREATE = 'POST /repos/{owner}/{repo}/deployments';

/**
 * No pass that began after the deletion was recorded starts anything there while that is the newest record, however old
 * the answers are that it was given.
 */
const startedAgain = (evidence: Evidence): readonly Found[] =>
  evidence.environmentWrites.flatMap((written) => {
    const { call, write } = written;
    const spec = startedSpec(written);
    if (!spec?.pullRequest) return [];
    const place = { application: spec.application, task: taskOf(spec.pullRequest.number) };
    const deletion = deletedAt(evidence, call.at, place);
    const began = evidence.passOf(call)[0]?.sentAt ?? call.sentAt;
    if (deletion === undefined || began <= deletion) return [];
    return [{ at: call.at, what: `${write.key.name} runs again, and nobody asked for it` }];
  });

/** Of a write by which something begins to run where nothing did. */
function startedSpec({ write }: Written): EnvironmentSpec | undefined {
  const after = asEnvironment(write.after)?.spec;
  const before = asEnvironment(write.before)?.spec;
  return write.verb === 'apply' && after?.revision && !before?.revision ? after : undefined;
}

/** When the deletion was recorded that was the newest record at a time; undefined when another one was. */
function deletedAt({ trace }: Evidence, at: number, place: ChainPlace): number | undefined {
  const isNewest = (repository: Repository | undefined) =>
    repository !== undefined && newestIn(repository, place)?.act === 'delete';
  const index = trace.moments.findLastIndex((moment) => moment.at <= at);
  let first = index;
  while (first >= 0 && isNewest(trace.moments[first]?.state.repositories[0])) first -= 1;
  return first === index ? undefined : trace.moments[first + 1]?.at;
}
