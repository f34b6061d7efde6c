import { GROUP_VERSION } from '#model/environment.ts';
import { digest, repository, revision, sha } from '#model/samples.testing.ts';
import type { OwnKind } from './own-kinds.ts';

type Fields = Readonly<Record<string, unknown>>;

/** An object as somebody may send it: nothing about it is certain. */
export interface Sent {
  readonly apiVersion: string;
  readonly kind: OwnKind;
  readonly metadata: Fields & { readonly name: string; readonly namespace: string };
  readonly spec: Fields;
  readonly status?: Fields;
}

const now = '2026-11-23T10:00:00Z';
const metadata = (name: string) => ({ name, namespace: 'dungeon-master' });

export const pullRequest = { number: 12, head: sha('a'), fork: false, updatedAt: now };
export const stage = { name: 'staging', branch: 'main', head: sha('a'), updatedAt: now };
const common = { application: 'shop', repository, rulesVersion: 3 };

export const preview = (spec: Fields = {}, status?: Fields): Sent => ({
  apiVersion: GROUP_VERSION,
  kind: 'Environment',
  metadata: metadata('shop-pr-12'),
  spec: { ...common, pullRequest, ...spec },
  ...(status && { status }),
});

export const ofStage = (spec: Fields = {}): Sent => ({
  ...preview(),
  metadata: metadata('shop-staging'),
  spec: { ...common, stage, ...spec },
});

export const registration = (spec: Fields = {}, status?: Fields): Sent => ({
  apiVersion: GROUP_VERSION,
  kind: 'Application',
  metadata: metadata('shop'),
  spec: { repository, path: 'dungeonmaster.yaml', ...spec },
  ...(status && { status }),
});

export const request = (spec: Fields = {}, outcome?: Fields): Sent => ({
  apiVersion: GROUP_VERSION,
  kind: 'ActRequest',
  metadata: metadata('act-1f0e8a52'),
  spec: { act: 'redeploy', environment: 'shop-pr-12', by: { login: 'ana' }, why: '', requestedAt: now, ...spec },
  ...(outcome && { status: { outcome } }),
});

export const named = (object: Sent, name: string): Sent => ({ ...object, metadata: metadata(name) });

const without = (object: Sent, field: string): Sent => {
  const { [field]: _left, ...spec } = object.spec;
  return { ...object, spec };
};

const ready = { type: 'Ready', status: 'True', reason: 'Available', message: 'it answers', lastTransitionTime: now };
const attempt = { deploymentId: 1, sha: sha('a'), startedAt: now };
const revised = revision('a', 1);
const fileOf = (workload: Fields) => ({ revision: { ...revised, workload: { ...revised.workload, ...workload } } });

export const recorded = { kind: 'recorded', deploymentId: 5, sha: sha('a') };
export const concluded = { reason: 'Available', message: 'it answers', concludedAt: now };
export const carriedOut = { ...recorded, ...concluded, kind: 'done', succeeded: true };

/** What an API server takes, and a parser reads. */
export const accepted: Readonly<Record<string, Sent>> = {
  'a preview that waits for its first commit': preview({ waiting: { reason: 'ChecksPending', message: 'test' } }),
  'a preview that runs': preview({ revision: revised }),
  'a stage that runs because a person asked': ofStage({
    revision: { ...revised, asked: { by: 'ana', why: '' } },
  }),
  'a file that says all that it can': preview(
    fileOf({ image: 'ghcr.io/acme/shop:{sha}', build: 'make', command: ['sh', '-c', 'x'.repeat(60_000)], env: {} }),
  ),
  'the longest message that a file can cause': preview({
    waiting: { reason: 'FileInvalid', message: 'x'.repeat(131_072) },
  }),
  'a status with all that it can have': preview(
    { revision: revised },
    {
      observedGeneration: 2,
      conditions: [ready, { ...ready, type: 'Waiting', status: 'False', reason: 'NotWaiting', message: '' }],
      running: { sha: sha('a'), digest: digest('a') },
      url: 'https://shop-pr-12.previews.example.net/',
      attempts: [
        { ...attempt, asked: { by: 'ana', why: 'it hangs' }, outcome: 'succeeded', reason: 'Available', message: '' },
        { ...attempt, deploymentId: 2, outcome: 'failed', log: ['no such file'], finishedAt: now },
      ],
      reported: { fingerprint: 'f', closedThrough: 0, waiting: sha('b') },
    },
  ),
  'a reason that only a newer version knows': preview({ waiting: { reason: 'FrozenByMoon', message: '' } }),
  'a registration': registration(),
  'a registration whose file was read': registration(
    {},
    { observedGeneration: 1, conditions: [ready], stages: ['eu'] },
  ),
  'a request of somebody whom GitHub knows': request(),
  'a request of a user of the machine': request({ act: 'delete', by: { localUser: 'ana' }, why: 'it is done' }),
  'the longest reason, in characters that count twice': request({ why: '🏰'.repeat(1024) }),
  'a request that is recorded': request({}, recorded),
  'a request that is carried out': request({}, carriedOut),
  'a request that is refused': request({}, { ...concluded, kind: 'refused', reason: 'Closed' }),
};

/** What an API server refuses and a parser does not read; both name the place. */
export const refused: Readonly<Record<string, { readonly object: Sent; readonly where: string }>> = {
  'a pull request and a stage': { object: preview({ stage }), where: 'spec' },
  'neither a pull request nor a stage': { object: without(preview(), 'pullRequest'), where: 'spec' },
  'a short commit': { object: preview({ revision: { ...revised, sha: 'abc1234' } }), where: 'spec.revision.sha' },
  'a head that is no commit': {
    object: preview({ pullRequest: { ...pullRequest, head: 'main' } }),
    where: 'spec.pullRequest.head',
  },
  'a digest of another kind': {
    object: preview({ revision: { ...revised, digest: 'sha512:00' } }),
    where: 'spec.revision.digest',
  },
  'a revision without its record': {
    object: preview({ revision: { ...revised, deploymentId: undefined } }),
    where: 'spec.revision.deploymentId',
  },
  'a record of number nought': {
    object: preview({ revision: { ...revised, deploymentId: 0 } }),
    where: 'spec.revision.deploymentId',
  },
  'a port that is none': {
    object: preview(fileOf({ service: { port: 70_000, health: '/' } })),
    where: 'spec.revision.workload.service.port',
  },
  'a number in the environment': {
    object: preview(fileOf({ env: { WORKERS: 2 } })),
    where: 'spec.revision.workload.env.WORKERS',
  },
  'a day for a time': {
    object: preview({ pullRequest: { ...pullRequest, updatedAt: '2026-11-23' } }),
    where: 'spec.pullRequest.updatedAt',
  },
  'a stage of a name that previews use': {
    object: named(ofStage({ stage: { ...stage, name: 'pr-12' } }), 'shop-pr-12'),
    where: 'spec.stage.name',
  },
  'an application of a long name': {
    object: named(registration(), 'x'.repeat(41)),
    where: 'metadata.name',
  },
  'a repository without its owner': {
    object: registration({ repository: { ...repository, fullName: 'shop' } }),
    where: 'spec.repository.fullName',
  },
  'six attempts': {
    object: preview({}, { attempts: [1, 2, 3, 4, 5, 6].map((deploymentId) => ({ ...attempt, deploymentId })) }),
    where: 'status.attempts',
  },
  'an outcome that is none': {
    object: preview({}, { attempts: [{ ...attempt, outcome: 'fine' }] }),
    where: 'status.attempts',
  },
  'a condition without a reason': {
    object: preview({}, { conditions: [{ ...ready, reason: '' }] }),
    where: 'status.conditions',
  },
  'an act that nobody knows': { object: request({ act: 'explode' }), where: 'spec.act' },
  'a reason that is longer': { object: request({ why: 'x'.repeat(2049) }), where: 'spec.why' },
  'a request of nobody': { object: request({ by: {} }), where: 'spec.by' },
  'a request of two people': { object: request({ by: { login: 'ana', localUser: 'ana' } }), where: 'spec.by' },
  'an outcome of another kind': { object: request({}, { ...recorded, kind: 'lost' }), where: 'status.outcome.kind' },
  'a request that is done without a record': {
    object: request({}, { ...concluded, kind: 'done', succeeded: true }),
    where: 'status.outcome',
  },
};
