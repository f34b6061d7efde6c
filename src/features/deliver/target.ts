import type { Application, Environment } from '#model/environment.ts';
import type { StageName } from '#model/ids.ts';
import type { Stored } from '#model/kubernetes/meta.ts';

/** What a name means. */
export type Target =
  | { readonly kind: 'application'; readonly application: Stored<Application> }
  | { readonly kind: 'preview'; readonly application: Stored<Application>; readonly pullRequest: number }
  | { readonly kind: 'stage'; readonly application: Stored<Application>; readonly stage: StageName };

/** What an environment is of; undefined when its application is no longer registered. */
export function targetOf({ spec }: Environment, applications: readonly Stored<Application>[]): Target | undefined {
  const application = applications.find(({ metadata }) => metadata.name === spec.application);
  if (!application) return undefined;
  return spec.pullRequest
    ? { kind: 'preview', application, pullRequest: spec.pullRequest.number }
    : { kind: 'stage', application, stage: spec.stage.name };
}

/** What a name could mean of which there is no environment: the longest application that it begins with. */
export function targetNamed(name: string, applications: readonly Stored<Application>[]): Target | undefined {
  const [application] = applications
    .filter(({ metadata }) => name === metadata.name || name.startsWith(`${metadata.name}-`))
    .toSorted((left, right) => right.metadata.name.length - left.metadata.name.length);
  if (!application) return undefined;
  if (name === application.metadata.name) return { kind: 'application', application };

  const rest = name.slice(application.metadata.name.length + 1);
  const number = /^pr-([1-9]\d{0,8})$/.exec(rest)?.[1];
  if (number !== undefined) return { kind: 'preview', application, pullRequest: Number(number) };
  const stage = application.status?.stages?.find((one) => one === rest);
  return stage && { kind: 'stage', application, stage };
}
