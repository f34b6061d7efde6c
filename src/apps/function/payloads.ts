import { z } from 'zod';
import { OUR_CONTEXT } from '#model/checks.ts';
import { commitSha, repositoryRef, type RepositoryRef } from '#model/ids.ts';
import type { ExpectedHead } from '#features/deliver/preview/gather.ts';
import type { Hint } from './hint.ts';

const repositoryField = z
  .object({ id: repositoryRef.shape.id, full_name: repositoryRef.shape.fullName })
  .transform(({ id, full_name }): RepositoryRef => ({ id, fullName: full_name }));
const number = z.number().int().positive();

/** It becomes part of a path (git-check-ref-format(1)): one that would leave it is none. */
const branch = z.string().refine((ref) => ref.split('/').every((part) => part !== '' && !part.startsWith('.')));

/** Only hints at what GitHub will answer: where it cannot be read there is one hint less. */
const ends = z.object({ head: z.object({ sha: commitSha }), base: z.object({ ref: branch }) });
const openPullRequest = ends.extend({ state: z.literal('open') });

function expectedIn(schema: typeof ends, named: unknown): { readonly expected?: ExpectedHead } {
  const { data } = schema.safeParse(named);
  return data ? { expected: { head: data.head.sha, base: data.base.ref } } : {};
}

const pullRequestPayload = z.object({ number, repository: repositoryField, pull_request: z.unknown().optional() });

export function hintsOfPullRequest(payload: object): readonly Hint[] {
  const { repository, number: named, pull_request } = pullRequestPayload.parse(payload);
  return [{ kind: 'pullRequest', repository, number: named, ...expectedIn(openPullRequest, pull_request) }];
}

const pushPayload = z.object({ ref: z.string(), deleted: z.boolean(), repository: repositoryField });
const BRANCH = 'refs/heads/';

/** A push to a branch; the pull requests from it get a delivery of their own. */
export function hintsOfPush(payload: object): readonly Hint[] | string {
  const { ref, deleted, repository } = pushPayload.parse(payload);
  if (!ref.startsWith(BRANCH)) return 'a push to something other than a branch';
  if (deleted) return 'a branch was deleted';
  return [{ kind: 'branch', repository, branch: ref.slice(BRANCH.length) }];
}

/** Empty for pull requests from forks; it may also name pull requests of other repositories. */
const pullRequests = z
  .array(z.looseObject({ number, base: z.looseObject({ repo: z.object({ id: z.number() }) }) }))
  .default([]);
const suite = z.object({ head_sha: commitSha, head_branch: z.string().nullish(), pull_requests: pullRequests });
type Suite = z.output<typeof suite>;

const checkSuitePayload = z.object({ check_suite: suite, repository: repositoryField });

export function hintsOfCheckSuite(payload: object): readonly Hint[] {
  const { check_suite: checked, repository } = checkSuitePayload.parse(payload);
  return hintsOfChecked(repository, checked);
}

const checkRun = suite.omit({ head_branch: true }).extend({
  check_suite: suite.pick({ head_branch: true }).optional(),
});
const checkRunPayload = z.object({ check_run: checkRun, repository: repositoryField });

export function hintsOfCheckRun(payload: object): readonly Hint[] {
  const { check_run: run, repository } = checkRunPayload.parse(payload);
  return hintsOfChecked(repository, { ...run, head_branch: run.check_suite?.head_branch });
}

function hintsOfChecked(repository: RepositoryRef, { head_sha, head_branch, pull_requests }: Suite): readonly Hint[] {
  const here = pull_requests.filter(({ base }) => base.repo.id === repository.id);
  return [
    { kind: 'commit', repository, sha: head_sha, named: here.map((named) => named.number) },
    ...here.map((named): Hint => ({
      kind: 'pullRequest',
      repository,
      number: named.number,
      ...expectedIn(ends, named),
    })),
    ...(head_branch ? [{ kind: 'branch', repository, branch: head_branch } as const] : []),
  ];
}

const statusPayload = z.object({
  sha: commitSha,
  context: z.string(),
  branches: z.array(z.object({ name: z.string() })).default([]),
  repository: repositoryField,
});

/** Ours are left out: they would wake us for what we have just told. */
export function hintsOfStatus(payload: object): readonly Hint[] | string {
  const { sha, context, branches, repository } = statusPayload.parse(payload);
  if (context.startsWith(OUR_CONTEXT)) return 'a commit status of our own';
  return [
    { kind: 'commit', repository, sha, named: [] },
    ...branches.map(({ name }): Hint => ({ kind: 'branch', repository, branch: name })),
  ];
}
