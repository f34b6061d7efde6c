import type { Repository } from '#emulation/github/repository.ts';
import type { EnvironmentSpec } from '#model/environment.ts';
import type { ApplicationName } from '#model/ids.ts';
import { newestAt } from './asked.ts';
import { asEnvironment, type Evidence, type Written } from './evidence.ts';

/**
 * What a person deleted does not come back by itself: no pass that began after the deletion was recorded starts anything
 * there while that is the newest record, however old the answers are that it was given.
 */
export const comesBack = (evidence: Evidence): readonly { at: number; what: string }[] =>
  evidence.environmentWrites.flatMap((written) => {
    const { call, write } = written;
    const spec = startedSpec(written);
    if (!spec?.pullRequest) return [];
    const place = { application: spec.application, pullRequest: spec.pullRequest.number };
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
function deletedAt(
  { trace }: Evidence,
  at: number,
  place: { readonly application: ApplicationName; readonly pullRequest: number },
): number | undefined {
  const isNewest = (repository: Repository | undefined) =>
    repository !== undefined && newestAt(repository, place)?.act === 'delete';
  const index = trace.moments.findLastIndex((moment) => moment.at <= at);
  let first = index;
  while (first >= 0 && isNewest(trace.moments[first]?.state.repositories[0])) first -= 1;
  return first === index ? undefined : trace.moments[first + 1]?.at;
}
