import type { Check } from '#model/checks.ts';
import type { Environment, PreviewSpec, Revision, StageSpec, Waiting } from '#model/environment.ts';
import { previewName, stageEnvironmentName, type CommitSha } from '#model/ids.ts';
import type { ObjectMeta, Stored } from '#model/kubernetes/meta.ts';
import type { PullRequest } from '#model/pull-request.ts';
import { readRecords, type RecordPayload } from '#model/record.ts';
import { application, digest, file, repository, sha, shop, staging, stored } from '#model/samples.testing.ts';
import type { BranchHead } from '#ports/github/code.ts';
import type { DeploymentState, GitHubDeployment } from '#ports/github/reports.ts';
import type { FileSeen } from './commit/gather.ts';
import type { Candidate } from './commit/rules.ts';
import type { PreviewWorld } from './preview/gather.ts';
import type { RecordsWorld } from './record/gather.ts';
import type { StageWorld } from './stage/gather.ts';

export const passed: readonly Check[] = [{ name: 'test', state: 'passed' }];
export const failed: readonly Check[] = [{ name: 'test', state: 'failed' }];
export const pending: readonly Check[] = [{ name: 'test', state: 'pending' }];

export const valid: FileSeen = { kind: 'valid', path: 'dungeonmaster.yaml', file };
export const missing: FileSeen = { kind: 'missing', path: 'dungeonmaster.yaml' };
export const invalid: FileSeen = {
  kind: 'invalid',
  path: 'dungeonmaster.yaml',
  problems: [{ line: 3, path: 'spec.image', message: 'is bad' }],
};

/** A commit by its digit; unless told otherwise its file is valid, its image there, and its checks passed. */
export function candidate(
  digit: string,
  {
    base = valid,
    required = [],
    ...commit
  }: Partial<Candidate['commit']> & { base?: FileSeen; required?: readonly string[] } = {},
): Candidate {
  return {
    commit: {
      sha: sha(digit),
      file: valid,
      checks: passed,
      image: { name: 'ghcr.io/acme/shop', digest: digest(digit) },
      ...commit,
    },
    base: { branch: 'main', file: base },
    required,
  };
}

/** What starting a commit of `candidate` takes. */
const start = (digit: string) => ({
  sha: sha(digit),
  image: 'ghcr.io/acme/shop',
  digest: digest(digit),
  workload: file.workload,
});
export const recorded = (digit: string, deploymentId: number): Revision => ({ ...start(digit), deploymentId });

/** A GitHub deployment that is the record number `seq` and deploys a commit. */
export function deployment(
  id: number,
  seq: number,
  digit: string,
  changes: Partial<RecordPayload> = {},
): GitHubDeployment {
  const commit = { sha: sha(digit), digest: digest(digit) };
  const about = {
    v: 1,
    application: shop,
    act: 'deploy',
    seq,
    previous: null,
    attempt: seq,
    by: 'ana',
    why: 'x',
  } as const;
  const payload: RecordPayload = { ...about, ...commit, state: { ...commit, passed: [] }, ...changes };
  return { id, sha: sha(digit), createdAt: '2025-06-01T12:00:00Z', payload };
}

export const noRecords: RecordsWorld = {
  chain: readRecords([], shop),
  freshness: 'fresh',
  statuses: [],
  ranBefore: false,
  unclosed: undefined,
};

/** One record that was made when GitHub's answer bore this time. */
export const recordsThatSaw = (seen: string, digit: string, id: number): RecordsWorld => ({
  ...records(digit, id, 'success'),
  chain: readRecords([deployment(id, 1, digit, { seen })], shop),
});

/** Two records of one number: the lower id counts, and the other saw GitHub's answer one second later. */
export const doubled = (counts: string, id: number, double: string, doubleId: number): RecordsWorld => ({
  ...noRecords,
  chain: readRecords(
    [
      deployment(id, 1, counts, { seen: '2025-06-01T11:00:00Z' }),
      deployment(doubleId, 1, double, { seen: '2025-06-01T11:00:01Z' }),
    ],
    shop,
  ),
});

/** One record of a commit, and its statuses, newest first. */
export const records = (digit: string, id: number, ...states: readonly DeploymentState[]): RecordsWorld => ({
  ...noRecords,
  chain: readRecords([deployment(id, 1, digit)], shop),
  statuses: states.map((state) => ({ state, description: '' })),
});

/** Commit a ran well as record 40; then ana had the environment deleted at a head, as record 60. */
export const deletedAt = (digit: string): RecordsWorld => ({
  ...noRecords,
  chain: readRecords([deployment(40, 1, 'a'), deletion(60, 2, digit)], shop),
});

/** Commit by its digit was deployed as record 50, and redeployed by ana as a later record. */
export const redeployed = (digit: string, id: number, passedBefore: readonly CommitSha[] = []): RecordsWorld => ({
  ...noRecords,
  chain: readRecords(
    [
      deployment(50, 1, digit),
      deployment(id, 2, digit, {
        act: 'redeploy',
        request: { name: 'act-1', at: '2025-06-01T12:03:04Z' },
        state: { sha: sha(digit), digest: digest(digit), passed: [...passedBefore] },
      }),
    ],
    shop,
  ),
});

const deletion = (id: number, seq: number, digit: string): GitHubDeployment =>
  deployment(id, seq, digit, {
    act: 'delete',
    digest: null,
    request: { name: 'act-1', at: '2025-06-01T12:03:04Z' },
    state: { passed: [sha('a')] },
  });

export const pullRequest: PullRequest = {
  number: 12,
  state: 'open',
  merged: false,
  title: 'A change',
  author: 'ana',
  head: sha('b'),
  headBranch: 'change',
  base: 'main',
  fork: false,
  updatedAt: '2025-06-01T12:00:00Z',
};

interface Seen {
  readonly head?: string;
  /** Of a stage: when its head moved there. */
  readonly updatedAt?: string;
  readonly revision?: Revision;
  readonly waiting?: Waiting;
  readonly metadata?: Partial<ObjectMeta>;
}

const environment = (spec: PreviewSpec | StageSpec, metadata: Partial<ObjectMeta> = {}): Stored<Environment> =>
  stored({
    apiVersion: 'dungeonmaster.dev/v1alpha1',
    kind: 'Environment',
    metadata: {
      name: spec.pullRequest ? previewName(shop, spec.pullRequest.number) : stageEnvironmentName(shop, spec.stage.name),
      namespace: 'dungeon-master',
      ...metadata,
    } as Environment['metadata'],
    spec,
  });

/** The environment of pull request 12, written when its head was `head`. */
export const preview = (
  { head = 'b', revision, waiting, metadata }: Seen = {},
  changes: Partial<PreviewSpec> = {},
): Stored<Environment> =>
  environment(
    {
      application: shop,
      repository,
      pullRequest: { number: 12, head: sha(head), fork: false, updatedAt: '2025-06-01T12:00:00Z' },
      ...(revision && { revision }),
      ...(waiting && { waiting }),
      rulesVersion: 1,
      ...changes,
    },
    metadata,
  );

/** The environment of the stage staging, written when the head of its branch was `head`. */
export const stage = (
  { head = 'b', updatedAt = '2025-06-01T11:59:00Z', revision, waiting, metadata }: Seen = {},
  changes: Partial<StageSpec> = {},
): Stored<Environment> =>
  environment(
    {
      application: shop,
      repository,
      stage: { name: staging, branch: 'main', head: sha(head), updatedAt },
      ...(revision && { revision }),
      ...(waiting && { waiting }),
      rulesVersion: 1,
      ...changes,
    },
    metadata,
  );

/** A pull request whose head `b` passed everything and that nothing was done about yet. */
export const newPreview: PreviewWorld = {
  application,
  environment: undefined,
  pullRequest,
  records: noRecords,
  head: candidate('b'),
  accepted: undefined,
};

/** Heads of a branch, newest first. */
export const heads = (...digits: readonly string[]): readonly BranchHead[] =>
  digits.map((digit, index) => ({ sha: sha(digit), at: `2025-06-01T11:${59 - index}:00Z` }));

/** A stage whose branch has the head `b`, which passed everything, and that nothing was done about yet. */
export const newStage: StageWorld = {
  application,
  name: staging,
  environment: undefined,
  records: noRecords,
  file: valid,
  stage: { name: staging },
  branch: 'main',
  heads: heads('b', 'a'),
  candidates: [candidate('b')],
  accepted: undefined,
};

export const waitsFor = (reason: Waiting['reason']): Waiting => ({ reason, message: 'as told before' });

/** The commits and records of a plan in short, the wording left out. */
export function essence(
  plan: { readonly kind: string; readonly because?: { readonly reason: string } } & Partial<{
    readonly start: { readonly sha: CommitSha };
    readonly startsWhen: string;
    readonly spec: { readonly revision?: Revision; readonly waiting?: Waiting };
    readonly deploymentId: number;
    readonly close: { readonly deploymentId: number } | undefined;
  }>,
): object {
  const { kind, because, deploymentId, spec } = plan;
  return {
    kind,
    ...(because && { because: because.reason }),
    ...(plan.start && { starts: `${plan.start.sha[0]} when ${plan.startsWhen}` }),
    ...(deploymentId !== undefined && { deploymentId }),
    ...(plan.close && { closes: plan.close.deploymentId }),
    ...(spec?.revision && { runs: `${spec.revision.sha[0]} by ${spec.revision.deploymentId}` }),
    ...(spec?.waiting && { waits: spec.waiting.reason }),
  };
}
