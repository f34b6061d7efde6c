import type { DeliverPorts } from '#features/deliver/ports.ts';
import type { Check } from '#model/checks.ts';
import type { Application, Environment } from '#model/environment.ts';
import { HOME_NAMESPACE, type Kind, type Kinds } from '#model/kinds.ts';
import type { Condition, Stored } from '#model/kubernetes/meta.ts';
import type { PullRequest } from '#model/pull-request.ts';
import { digest } from '#model/samples.testing.ts';
import type { GitHub } from '#ports/github/github.ts';
import { GitHubError } from '#ports/github/errors.ts';
import type { BranchHead } from '#ports/github/code.ts';
import type { GitHubDeployment } from '#ports/github/reports.ts';
import type { ObjectReader, Objects } from '#ports/objects/objects.ts';

/** A condition that has stood since some day. */
export const condition = (type: string, status: Condition['status'], reason: string, message = ''): Condition => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: '2026-01-02T03:04:05Z',
});

/** The applications and environments that a server sees. */
export const readerOf = (...objects: readonly (Stored<Application> | Stored<Environment>)[]): ObjectReader => ({
  get: async <K extends Kind>(kind: K, { name, namespace }: { name: string; namespace?: string }) =>
    namespace === HOME_NAMESPACE
      ? (objects.find((one) => one.kind === kind && one.metadata.name === name) as Stored<Kinds[K]> | undefined)
      : undefined,
  list: async <K extends Kind>(kind: K) => ({
    items: objects.filter((one) => one.kind === kind) as unknown as Stored<Kinds[K]>[],
    resourceVersion: '1',
  }),
});

/** What GitHub answers. */
export interface Answers {
  readonly pullRequest?: PullRequest;
  /** The file by ref. */
  readonly files?: Readonly<Record<string, string>>;
  readonly checks?: readonly Check[];
  readonly heads?: readonly BranchHead[];
  readonly deployments?: readonly GitHubDeployment[];
  readonly hasImage?: boolean;
  /** What every verb throws instead. */
  readonly error?: Error;
  /** Never answers. */
  readonly hangs?: boolean;
}

const noPullRequest = (): Promise<never> => Promise.reject(new GitHubError('NotFound', 'no such pull request'));

/** Delivery's ports over fixed answers; whatever would write fails the test. */
export function portsOf(reader: ObjectReader, answers: Answers): DeliverPorts {
  const say = <Value>(value: Value): Promise<Value> => {
    if (answers.hangs) return new Promise(() => undefined);
    return answers.error ? Promise.reject(answers.error) : Promise.resolve(value);
  };
  const { pullRequest, files = {}, checks = [], heads = [], deployments = [], hasImage = true } = answers;
  const reading: { [Room in keyof GitHub]: Partial<GitHub[Room]> } = {
    pullRequests: {
      get: () => (pullRequest || answers.error || answers.hangs ? say(pullRequest as PullRequest) : noPullRequest()),
    },
    files: { read: (_, ref) => say(files[ref]) },
    checks: { ofCommit: () => say(checks), requiredOn: () => say([]) },
    branches: { heads: () => say(heads), defaultBranch: () => say('main') },
    deployments: {
      list: () => say(deployments),
      get: () => say(undefined),
      statuses: () => say([{ state: 'success', description: '' } as const]),
    },
    commitStatuses: {},
    comments: {},
  };
  return {
    objects: reader as Objects,
    github: reading as GitHub,
    images: { find: async () => (hasImage ? { name: 'local/shop', digest: digest('d') } : undefined) },
  };
}
