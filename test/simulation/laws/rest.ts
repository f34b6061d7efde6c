import type { PullRequest, Repository } from '#emulation/github/repository.ts';
import type { ActRequest } from '#model/act-request.ts';
import type { Environment } from '#model/environment.ts';
import { previewName, stageEnvironmentName, stageName, type EnvironmentName } from '#model/ids.ts';
import type { KubernetesObject, Stored } from '#model/kubernetes/meta.ts';
import type { Commits, Service } from '#test/simulation/commits.ts';
import type { Evidence } from './evidence.ts';
import { stateOfCheck } from './evidence.ts';

/** Everything as it stands when nothing moves any more. */
export interface AtRest {
  readonly evidence: Evidence;
  readonly commits: Commits;
  readonly now: number;
  readonly repository: Repository;
  readonly environments: ReadonlyMap<string, Stored<Environment>>;
  readonly namespaces: ReadonlyMap<string, Stored<KubernetesObject>>;
  readonly namedBy: 'file' | 'github';
  readonly requests: readonly ActRequest[];
}

export const STAGING = stageName.parse('staging');

/** One place where one application may run, and what belongs there. */
export interface Place {
  readonly service: Service;
  readonly name: EnvironmentName;
  readonly pullRequest: PullRequest | undefined;
}

export function placesOf({ commits, repository }: AtRest): readonly Place[] {
  return commits.services.flatMap((service) => [
    ...repository.pullRequests.map((pullRequest) => ({
      service,
      pullRequest,
      name: previewName(service.name, pullRequest.number),
    })),
    { service, name: stageEnvironmentName(service.name, STAGING), pullRequest: undefined },
  ]);
}

/** Why a commit may not start, in the order in which people are told; undefined when it may. */
export function reasonToWait(rest: AtRest, sha: string): string | undefined {
  const { commits, repository, now, namedBy, evidence } = rest;
  const { file, imageAt } = commits.get(sha);
  const base = fileOnMain(rest);
  if (file === 'missing') return 'FileMissing';
  if (file === 'invalid' || base === 'invalid') return 'FileInvalid';
  if (base === 'missing' && namedBy === 'file') return 'NoChecksNamed';
  const states = new Set(evidence.checks.map((name) => stateOfCheck(repository, sha, name)));
  if (states.has('failed')) return 'ChecksFailed';
  if (states.has('pending')) return 'ChecksPending';
  return imageAt > now ? 'ImageMissing' : undefined;
}

export function fileOnMain({ commits, repository }: AtRest) {
  const main = repository.branches['main'];
  return main === undefined ? 'missing' : commits.get(main).file;
}

/** The heads of `main`, newest first, each as often as GitHub reported it. */
export const headsOfMain = ({ repository }: AtRest): readonly string[] =>
  repository.activity
    .filter(({ ref }) => ref === 'refs/heads/main')
    .map(({ after }) => after)
    .toReversed();
