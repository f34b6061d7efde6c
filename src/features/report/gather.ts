import { ENVIRONMENT_FINALIZER, type Environment } from '#model/environment.ts';
import type { CommitSha, EnvironmentName } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import { placeOf, readRecords, type Record, type RecordChain } from '#model/record.ts';
import type { CommitStatus, DeploymentStatus } from '#ports/github/reports.ts';
import { COMMENT_MARKER } from './comment.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { ReportPorts } from './ports.ts';
import { contextOf } from './wanted.ts';

/** A record that is not known to be closed, and what GitHub shows of it. */
export interface RecordShown {
  readonly record: Record;
  readonly sha: CommitSha;
  /** Newest first. */
  readonly statuses: readonly DeploymentStatus[];
}

/** What GitHub shows now about one environment. */
export interface Shown {
  /** The present record, and every earlier or doubled one that is not known to be closed. */
  readonly records: readonly RecordShown[];
  /** The newest status of our context on each commit that matters. */
  readonly commits: ReadonlyMap<CommitSha, CommitStatus>;
  readonly comment: { readonly id: number; readonly body: string } | undefined;
}

export interface ReportWorld {
  readonly environment: Stored<Environment>;
  /** Undefined when there is nothing to tell: nothing is read then (law 6). */
  readonly shown: Shown | undefined;
}

/** Reads the environment, and GitHub only when there may be something to tell. Throws `ObjectsError`, `GitHubError`. */
export async function gatherReport(ports: ReportPorts, name: EnvironmentName): Promise<ReportWorld | undefined> {
  const environment = await ports.objects.get('Environment', { name, namespace: HOME_NAMESPACE });
  if (!environment) return undefined;
  return { environment, shown: hasNews(ports, environment) ? await gatherShown(ports, environment) : undefined };
}

/** Whether GitHub shall show something else than was told. The end is told when everything is really gone, and not before. */
export function hasNews({ told }: ReportPorts, environment: Stored<Environment>): boolean {
  const { deletionTimestamp, finalizers = [], uid } = environment.metadata;
  if (deletionTimestamp !== undefined) return !finalizers.includes(ENVIRONMENT_FINALIZER);
  if (isBeingRecorded(environment)) return false;
  const fingerprint = fingerprintOf(environment);
  return environment.status?.reported?.fingerprint !== fingerprint && told.get(uid) !== fingerprint;
}

/** It was made for its first record (docs/adr/0004), and nobody has looked at it yet. */
const isBeingRecorded = ({ spec, status }: Environment): boolean => !spec.revision && !spec.waiting && !status;

async function gatherShown({ github }: ReportPorts, environment: Stored<Environment>): Promise<Shown> {
  const { application, repository, pullRequest } = environment.spec;
  const [deployments, comments] = await Promise.all([
    github.deployments.list(repository, placeOf(environment.spec)),
    pullRequest ? github.comments.listOurs(repository, pullRequest.number) : [],
  ]);
  const open = openRecords(environment, readRecords(deployments, application));
  const context = contextOf(environment);
  const shas = new Set([...open.map(({ sha }) => sha), ...commitsOf(environment)]);
  const [records, commits] = await Promise.all([
    Promise.all(
      open.map(async (one) => ({ ...one, statuses: await github.deployments.statuses(repository, one.record.id) })),
    ),
    Promise.all(
      [...shas].map(async (sha) => [sha, await github.commitStatuses.newest(repository, sha, context)] as const),
    ),
  ]);
  return {
    records,
    commits: new Map(commits.flatMap(([sha, status]) => (status ? [[sha, status] as const] : []))),
    comment: comments.find(({ body }) => body.includes(COMMENT_MARKER)),
  };
}

/** What runs or starts, the newest head, and the head that was last said to wait. */
const commitsOf = ({ spec, status }: Environment): readonly CommitSha[] =>
  [spec.revision?.sha, (spec.pullRequest ?? spec.stage).head, status?.reported?.waiting].filter(
    (sha) => sha !== undefined,
  );

/**
 * Records newer than the one that the spec names are about to be written into it: they are left alone. Where it names
 * none, the newest may be about to be written, and no other ever will be.
 */
function openRecords(
  { spec, status, metadata }: Environment,
  { winners, doubles }: RecordChain,
): readonly Omit<RecordShown, 'statuses'>[] {
  const closedThrough = status?.reported?.closedThrough ?? 0;
  const present = winners.find(({ id }) => id === spec.revision?.deploymentId);
  const ending = metadata.deletionTimestamp !== undefined;
  const last = spec.revision ? present?.payload.seq : winners[1]?.payload.seq;
  const counted = winners.filter(({ payload }) => ending || (last !== undefined && payload.seq <= last));
  // A present record that turns out to be a double is about to be replaced in the spec: nothing is told of it.
  const others = doubles.filter(({ id }) => id !== spec.revision?.deploymentId);
  return [...counted, ...others]
    .filter(({ id }) => id > closedThrough || id === present?.id)
    .flatMap((record) => (record.payload.sha ? [{ record, sha: record.payload.sha }] : []));
}
