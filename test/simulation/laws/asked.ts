import type { Deployment, Repository } from '#emulation/github/repository.ts';
import type { EnvironmentName } from '#model/ids.ts';
import type { RecordPayload } from '#model/record.ts';
import type { Evidence } from './evidence.ts';

/** What people asked for: the environment, by the name of the request. */
export function askedFor({ trace }: Evidence): ReadonlyMap<string, string> {
  const asked = trace.entries.flatMap((entry) => {
    if (entry.kind !== 'act') return [];
    const [, environment, request] = / of (\S+) as (\S+)$/.exec(entry.what) ?? [];
    return environment !== undefined && request !== undefined ? [[request, environment] as const] : [];
  });
  return new Map(asked);
}

/** How a request is written into the trace. */
export const askedAs = (environment: EnvironmentName, request: string): string => `of ${environment} as ${request}`;

/** Which chain of records; tasks of previews and of stages never are the same. */
export interface ChainPlace {
  readonly application: string;
  readonly task: string;
}

export const taskOf = (pullRequest: number): string => `preview-pr-${pullRequest}`;

/** What the record says that counts: the highest number, and of those the lowest id. */
export function newestIn(
  { deployments }: Repository,
  { application, task }: ChainPlace,
): Partial<RecordPayload> | undefined {
  const [newest] = deployments
    .filter((one) => one.task === task && payloadOf(one).application === application)
    .toSorted((left, right) => Number(payloadOf(right).seq) - Number(payloadOf(left).seq) || left.id - right.id);
  return newest && payloadOf(newest);
}

/** What a record says. */
export const payloadOf = ({ payload }: Deployment): Partial<RecordPayload> =>
  typeof payload === 'string' ? {} : payload;
