import { equal } from '#lib/equal.ts';
import { shortSha } from '#lib/text.ts';
import type { Environment, Reported } from '#model/environment.ts';
import type { CommitSha } from '#model/ids.ts';
import type { CommitStatus, DeploymentStatus } from '#ports/github/reports.ts';
import { blockOf, withBlock } from './comment.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { RecordShown, ReportWorld, Shown } from './gather.ts';
import { hasVerdict, isClosed } from './rules.ts';
import { contextOf, described, endedWithout, wantedOf, type Wanted, type WantedVerdict } from './wanted.ts';

export type ReportWrite =
  | { readonly kind: 'commitStatus'; readonly sha: CommitSha; readonly status: CommitStatus }
  | { readonly kind: 'recordStatus'; readonly deploymentId: number; readonly status: DeploymentStatus }
  | { readonly kind: 'createComment'; readonly body: string }
  | { readonly kind: 'updateComment'; readonly id: number; readonly body: string };

/** What to tell GitHub, in this order, and what to note down once it is told. */
export type ReportPlan =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'tell';
      readonly writes: readonly ReportWrite[];
      readonly reported: Reported;
      /** More will be told soon, and is noted down then: until then this process remembers (law 6). */
      readonly isUnderWay: boolean;
    }
  /** GitHub's answer lacks the present record: tell the rest, and read again. */
  | { readonly kind: 'tellAndReread'; readonly writes: readonly ReportWrite[] }
  /** The last words about a deleted environment; then it may go. */
  | { readonly kind: 'finish'; readonly writes: readonly ReportWrite[] };

/** GitHub shall show what is: only what it does not show yet is written (law 6). Pure. @param now milliseconds since 1970 */
export function planReport({ environment, shown }: ReportWorld, now: number): ReportPlan {
  if (!shown) return { kind: 'nothing' };
  if (environment.metadata.deletionTimestamp !== undefined) {
    if (mayBeOld(environment, shown, now)) return { kind: 'tellAndReread', writes: [] };
    return { kind: 'finish', writes: lastWords(environment, shown) };
  }
  const wanted = wantedOf(environment);
  const present = shown.records.find(({ record }) => record.id === wanted.present?.deploymentId);
  const others = shown.records.filter((one) => one !== present);
  const writes = [
    ...verdictWrites(environment, wanted.present, present, shown),
    ...waitingWrites(wanted, shown),
    ...leftBehind(environment, shown),
    ...others.flatMap((one) => closing(environment, one, shown)),
    ...(startsAgain(wanted.present, present) && shown.comment ? [] : commentWrites(environment, shown)),
  ];
  if (wanted.present && !present) return { kind: 'tellAndReread', writes };
  const reported = reportedAfter(environment, wanted, others, present);
  return { kind: 'tell', writes, reported, isUnderWay: isUnderWay(environment, wanted) };
}

/**
 * The first attempt of all, as long as it has no verdict, where there is no trouble to take back. What was noted down
 * before would be taken for what GitHub shows by another process, and if things became again what they were then.
 */
const isUnderWay = ({ status }: Environment, { present, waiting }: Wanted): boolean =>
  present?.isFinal === false &&
  !waiting &&
  !status?.reported &&
  status?.conditions?.some(({ type, status: holds }) => type === 'Reported' && holds === 'False') !== true;

/** An answer of GitHub may be a minute old; a 404 would prove no more. */
const SETTLED_MS = 90_000;

/** The last words wait for an answer that has the last record, which a person may have deleted: not for ever. */
function mayBeOld({ metadata, spec }: Environment, { records }: Shown, now: number): boolean {
  const { revision } = spec;
  if (!revision || records.some(({ record }) => record.id === revision.deploymentId)) return false;
  return now - Date.parse(metadata.deletionTimestamp ?? '') < SETTLED_MS;
}

function reportedAfter(
  environment: Environment,
  { waiting }: Wanted,
  others: readonly RecordShown[],
  present: RecordShown | undefined,
): Reported {
  const earlier = others.map(({ record }) => record.id).filter((id) => id < (present?.record.id ?? 0));
  const closed = Math.max(environment.status?.reported?.closedThrough ?? 0, ...earlier);
  // An old answer may have made a double the present record: the one that counts has a lower id.
  const closedThrough = Math.min(closed, (present?.record.id ?? Infinity) - 1);
  return { fingerprint: fingerprintOf(environment), closedThrough, ...(waiting && { waiting: waiting.sha }) };
}

/** A refilled cluster: what GitHub shows of this record is not taken back while its commit starts again. */
const startsAgain = (wanted: WantedVerdict | undefined, present: RecordShown | undefined): boolean =>
  wanted?.isFinal === false && present !== undefined && hasVerdict(present.statuses);

/**
 * A redeploy: the commit keeps its verdict until there is another one. So does a commit that ran well before and comes
 * back. Were it pending in between, an old answer that shows the same verdict from before would leave it so.
 */
function keepsVerdict({ spec }: Environment, { isFinal, sha }: WantedVerdict, shown: Shown): boolean {
  if (isFinal) return false;
  const state = shown.commits.get(sha)?.state ?? 'pending';
  return spec.revision?.asked === undefined ? state === 'success' : state !== 'pending';
}

function verdictWrites(
  environment: Environment,
  wanted: WantedVerdict | undefined,
  present: RecordShown | undefined,
  shown: Shown,
): ReportWrite[] {
  if (!wanted || startsAgain(wanted, present)) return [];
  const { sha, deploymentId, commit, record } = wanted;
  const writes: ReportWrite[] = [];
  if (!keepsVerdict(environment, wanted, shown)) {
    if (!equal(shown.commits.get(sha), commit)) writes.push({ kind: 'commitStatus', sha, status: commit });
  }
  if (present && !equal(present.statuses[0], record))
    writes.push({ kind: 'recordStatus', deploymentId, status: record });
  return writes;
}

function waitingWrites({ waiting }: Wanted, shown: Shown): ReportWrite[] {
  if (!waiting || equal(shown.commits.get(waiting.sha), waiting.status)) return [];
  return [{ kind: 'commitStatus', ...waiting }];
}

/** A head that only ever waited has no record; it is told when a newer head took its place. */
function leftBehind(environment: Environment, shown: Shown): ReportWrite[] {
  const { revision, pullRequest, stage } = environment.spec;
  const { head } = pullRequest ?? stage;
  const left = environment.status?.reported?.waiting;
  if (left === undefined || left === head || left === revision?.sha) return [];
  return ended(environment, left, shown, endedWithout(head));
}

/** A record that no longer counts ends; its commit is told why when it never had a verdict. */
function closing(environment: Environment, { record, sha, statuses }: RecordShown, shown: Shown): ReportWrite[] {
  if (isOver(environment, record.id, statuses)) return [];
  const { revision, pullRequest, stage } = environment.spec;
  const description = revision ? `Replaced by commit ${shortSha(revision.sha)}` : 'No longer wanted';
  const end = inactive(record.id, description);
  const isSpokenFor = sha === revision?.sha || sha === (pullRequest ?? stage).head;
  return isSpokenFor ? [end] : [...ended(environment, sha, shown, endedWithout(revision?.sha)), end];
}

function lastWords(environment: Environment, shown: Shown): ReportWrite[] {
  const { waiting, pullRequest } = environment.spec;
  const isAsked = waiting?.reason === 'DeletedOnRequest' && pullRequest !== undefined;
  const commits = [...shown.commits.keys()].flatMap((sha) =>
    isAsked && sha === pullRequest.head
      ? deletedOnRequest(environment, sha, shown, waiting.message)
      : ended(environment, sha, shown, endedWithout(undefined)),
  );
  const records = shown.records
    .filter((one, index) => !isOverAtTheEnd(environment, one, index === 0))
    .map(({ record }) => inactive(record.id, 'Environment deleted'));
  return [...commits, ...records, ...(shown.comment ? commentWrites(environment, shown) : [])];
}

/** Nothing runs any more: the newest record and the one that ran end, whatever their verdict was. */
const isOverAtTheEnd = (environment: Environment, { record, statuses }: RecordShown, isNewest: boolean): boolean =>
  isNewest || record.id === environment.spec.revision?.deploymentId
    ? statuses[0]?.state === 'inactive'
    : isOver(environment, record.id, statuses);

/** The verdict on the commit stays; who deleted its preview, and how it comes back, takes the place of the address. */
function deletedOnRequest(environment: Environment, sha: CommitSha, shown: Shown, message: string): ReportWrite[] {
  const before = shown.commits.get(sha);
  if (!before) return [];
  const state = before.state === 'pending' ? 'error' : before.state;
  const status: CommitStatus = { context: contextOf(environment), state, description: described(message) };
  return equal(before, status) ? [] : [{ kind: 'commitStatus', sha, status }];
}

/** A failure that an old answer shows may have been followed by a success. */
function isOver({ status }: Environment, id: number, statuses: readonly DeploymentStatus[]): boolean {
  if (statuses[0]?.state === 'inactive') return true;
  const attempt = status?.attempts?.find(({ deploymentId }) => deploymentId === id);
  return isClosed(statuses) && attempt?.outcome !== 'succeeded';
}

const inactive = (deploymentId: number, description: string): ReportWrite => ({
  kind: 'recordStatus',
  deploymentId,
  status: { state: 'inactive', description },
});

/** Nothing stays yellow for ever. */
function ended(environment: Environment, sha: CommitSha, shown: Shown, description: string): ReportWrite[] {
  if (shown.commits.get(sha)?.state !== 'pending') return [];
  const status: CommitStatus = { context: contextOf(environment), state: 'error', description };
  return [{ kind: 'commitStatus', sha, status }];
}

function commentWrites(environment: Environment, { comment }: Shown): ReportWrite[] {
  if (!environment.spec.pullRequest) return [];
  const body = withBlock(comment?.body, environment.spec.application, blockOf(environment));
  if (!comment) return [{ kind: 'createComment', body }];
  return comment.body === body ? [] : [{ kind: 'updateComment', id: comment.id, body }];
}
