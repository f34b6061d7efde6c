import type {
  Attempt,
  Environment,
  EnvironmentStatus,
  PreviewSpec,
  Revision,
  StageSpec,
  Waiting,
} from '#model/environment.ts';
import { previewName, stageEnvironmentName, type CommitSha } from '#model/ids.ts';
import type { ObjectMeta, Stored } from '#model/kubernetes/meta.ts';
import { digest, repository, revision, sha, shop, staging, stored } from '#model/samples.testing.ts';
import type { CommitStatus, DeploymentState, DeploymentStatus } from '#ports/github/reports.ts';
import { blockOf, withBlock } from './comment.ts';
import type { RecordShown, ReportWorld, Shown } from './gather.ts';
import { wantedOf } from './wanted.ts';

/** Commit b, recorded as GitHub deployment 50. */
export const wanted = revision('b', 50);
export const url = 'http://shop-pr-12.localhost';
const context = 'dungeonmaster/preview/shop';
export const deleted = { deletionTimestamp: '2025-06-01T12:30:00Z', finalizers: ['dungeonmaster.dev/report'] };

interface Given {
  readonly head?: string;
  readonly revision?: Revision | null;
  readonly waiting?: Waiting;
  readonly status?: EnvironmentStatus;
  readonly metadata?: Partial<ObjectMeta>;
  readonly application?: PreviewSpec['application'];
}

const about = ({ revision: shall = wanted, waiting, application = shop }: Given) => ({
  application,
  repository,
  ...(shall && { revision: shall }),
  ...(waiting && { waiting }),
  rulesVersion: 1,
});

const environment = (spec: PreviewSpec | StageSpec, { status, metadata }: Given): Stored<Environment> =>
  stored({
    apiVersion: 'dungeonmaster.dev/v1alpha1',
    kind: 'Environment',
    metadata: {
      name: spec.pullRequest ? previewName(spec.application, 12) : stageEnvironmentName(spec.application, staging),
      namespace: 'dungeon-master',
      finalizers: ['dungeonmaster.dev/environment', 'dungeonmaster.dev/report'],
      ...metadata,
    } as Environment['metadata'],
    spec,
    ...(status && { status }),
  });

/** The preview of pull request 12, whose head is b and which shall run b unless told otherwise (`null`: nothing). */
export const preview = (given: Given = {}): Stored<Environment> =>
  environment(
    {
      ...about(given),
      pullRequest: { number: 12, head: sha(given.head ?? 'b'), fork: false, updatedAt: '2025-06-01T12:00:00Z' },
    },
    given,
  );

export const stage = (given: Given = {}): Stored<Environment> =>
  environment(
    {
      ...about(given),
      stage: { name: staging, branch: 'main', head: sha(given.head ?? 'b'), updatedAt: '2026-06-01T12:00:00Z' },
    },
    given,
  );

export const attempt = (changes: Partial<Attempt> = {}): Attempt => ({
  deploymentId: 50,
  sha: sha('b'),
  startedAt: '2025-06-01T12:00:00Z',
  ...changes,
});

/** The status of an environment whose commit b answers. */
export const answering: EnvironmentStatus = {
  running: { sha: sha('b'), digest: digest('b') },
  url,
  attempts: [attempt({ outcome: 'succeeded', reason: 'Available', message: 'it answers' })],
};

/** The status of an environment whose commit b crashed while commit a goes on. */
export const crashed: EnvironmentStatus = {
  running: { sha: sha('a'), digest: digest('a') },
  url,
  attempts: [attempt({ outcome: 'failed', reason: 'CrashLoopBackOff', message: 'it ends', log: ['boom'] })],
};

/** A record of a commit and its statuses, newest first. */
export function record(
  id: number,
  digit: string,
  ...states: readonly (DeploymentState | DeploymentStatus)[]
): RecordShown {
  const commit = { sha: sha(digit), digest: digest(digit) };
  return {
    record: {
      id,
      payload: {
        v: 1,
        application: shop,
        act: 'deploy',
        seq: id,
        previous: null,
        attempt: 1,
        by: 'ana',
        why: 'x',
        ...commit,
        state: { ...commit, passed: [] },
      },
    },
    sha: sha(digit),
    statuses: states.map((state) => (typeof state === 'string' ? { state, description: '' } : state)),
  };
}

export const commits = (statuses: Readonly<Record<string, CommitStatus>>): ReadonlyMap<CommitSha, CommitStatus> =>
  new Map(Object.entries(statuses).map(([digit, status]) => [sha(digit), status]));

export const says = (state: CommitStatus['state'], description = ''): CommitStatus => ({ context, state, description });

/** GitHub shows nothing of the environment yet, but the record of commit b. */
const silent: Shown = { records: [record(50, 'b')], commits: new Map(), comment: undefined };

/** GitHub shows exactly what it shall show of an environment. */
export function upToDate(of: Stored<Environment>): Shown {
  const { present, waiting } = wantedOf(of);
  return {
    records: present ? [record(present.deploymentId, present.sha[0] ?? '', present.record)] : [],
    commits: new Map([
      ...(present ? [[present.sha, present.commit] as const] : []),
      ...(waiting ? [[waiting.sha, waiting.status] as const] : []),
    ]),
    comment: of.spec.pullRequest && { id: 9, body: withBlock(undefined, of.spec.application, blockOf(of)) },
  };
}

export const world = (environmentNow: Stored<Environment>, shown: Partial<Shown> = {}): ReportWorld => ({
  environment: environmentNow,
  shown: { ...silent, ...shown },
});
