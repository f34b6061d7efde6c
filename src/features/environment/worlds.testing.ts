import type { Attempt, Environment, EnvironmentStatus, PreviewSpec, Revision } from '#model/environment.ts';
import { previewName } from '#model/ids.ts';
import type { Condition, ObjectMeta, Stored } from '#model/kubernetes/meta.ts';
import type { ContainerState, Deployment, Pod } from '#model/kubernetes/workload.ts';
import { repository, revision, sha, shop, stored } from '#model/samples.testing.ts';
import type { Kinds } from '#model/kinds.ts';
import type { EnvironmentWorld } from './gather.ts';
import { COMMIT_ANNOTATION, DIGEST_ANNOTATION, ENVIRONMENT_LABEL, RECORD_LABEL } from './labels.ts';
import { noParts, type Part, type PartKind, type Parts } from './parts.ts';
import { render } from './render/render.ts';

export const name = previewName(shop, 12);
export const now = Date.parse('2025-06-01T13:00:00Z');
export const at = (secondsAgo: number): string =>
  new Date(now - secondsAgo * 1_000).toISOString().replace('.000Z', 'Z');

/** Commit b, recorded as GitHub deployment 50. */
export const wanted = revision('b', 50);

interface Given {
  readonly revision?: Revision | null;
  readonly waiting?: PreviewSpec['waiting'];
  readonly status?: EnvironmentStatus;
  readonly metadata?: Partial<ObjectMeta>;
}

/** The environment shop-pr-12, which shall run commit b unless told otherwise (`null`: nothing). */
export const environment = ({ revision: shall = wanted, waiting, status, metadata }: Given = {}): Stored<Environment> =>
  stored({
    apiVersion: 'dungeonmaster.dev/v1alpha1',
    kind: 'Environment',
    metadata: {
      name,
      namespace: 'dungeon-master',
      finalizers: ['dungeonmaster.dev/environment'],
      ...metadata,
    } as Environment['metadata'],
    spec: {
      application: shop,
      repository,
      pullRequest: { number: 12, head: sha('b'), fork: false, updatedAt: '2025-06-01T12:00:00Z' },
      ...(shall && { revision: shall }),
      ...(waiting && { waiting }),
      rulesVersion: 1,
    },
    ...(status && { status }),
  });

export const deleted = (finalizers: readonly string[] = ['dungeonmaster.dev/environment']): Partial<ObjectMeta> => ({
  deletionTimestamp: at(10),
  finalizers,
});

const manifests = (of: Revision) => render(name, environment().spec, of, { hasPullSecret: false });

/** The part of this kind in a render. */
export function partOf<K extends PartKind>(parts: readonly Part[], kind: K): Extract<Part, { readonly kind: K }> {
  const found = parts.find((part) => part.kind === kind);
  if (!found) throw new Error(`no ${kind} was rendered`);
  return found as Extract<Part, { readonly kind: K }>;
}

const partFor = <K extends PartKind>(kind: K): Stored<Kinds[K]> =>
  stored(partOf(manifests(wanted).parts, kind) as unknown as Kinds[K]);

/** The namespace as we made it. */
export const namespace = stored(manifests(wanted).namespace);
export const service = partFor('Service');

/** The fence as we made it, and nothing that runs. */
export const fence: Parts = {
  ...noParts,
  ResourceQuota: [partFor('ResourceQuota')],
  LimitRange: [partFor('LimitRange')],
  NetworkPolicy: [partFor('NetworkPolicy')],
};

/** All parts, with this Kubernetes Deployment among them. */
export const withDeployment = (one: Stored<Deployment>): { readonly parts: Parts } => ({
  parts: { ...fence, Service: [service], Deployment: [one] },
});

/** The Kubernetes Deployment of a revision, with a status. */
export const deployment = (
  status?: Deployment['status'],
  { of = wanted, generation = 1 }: { of?: Revision; generation?: number } = {},
): Stored<Deployment> => {
  const item: Deployment = partOf(manifests(of).parts, 'Deployment');
  const { metadata } = item;
  return stored({ ...item, metadata: { ...metadata, generation }, ...(status && { status }) });
};

/** One pod, fully rolled out. */
export const rolledOut = {
  observedGeneration: 1,
  replicas: 1,
  updatedReplicas: 1,
  readyReplicas: 1,
  availableReplicas: 1,
};

interface PodGiven {
  readonly of?: Revision;
  readonly ready?: boolean;
  readonly readySecondsAgo?: number;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
  readonly metadata?: Partial<ObjectMeta>;
  /** What the scheduler says. */
  readonly unschedulable?: string;
}

const notScheduled = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable' } as const;

/** A pod of a revision; unless told otherwise it became ready a minute ago. */
export function pod({
  of = wanted,
  ready = true,
  readySecondsAgo = 60,
  state,
  lastState,
  metadata,
  unschedulable,
}: PodGiven = {}): Stored<Pod> {
  const condition: Condition = {
    type: 'Ready',
    status: ready ? 'True' : 'False',
    reason: '',
    message: '',
    lastTransitionTime: at(readySecondsAgo),
  };
  return stored({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `shop-${of.deploymentId}`,
      namespace: name,
      labels: { [ENVIRONMENT_LABEL]: name, [RECORD_LABEL]: String(of.deploymentId) },
      annotations: { [COMMIT_ANNOTATION]: of.sha, [DIGEST_ANNOTATION]: of.digest },
      ...metadata,
    },
    spec: { containers: [] },
    status: {
      conditions: [
        condition,
        ...(unschedulable === undefined ? [] : [{ ...condition, ...notScheduled, message: unschedulable }]),
      ],
      containerStatuses:
        unschedulable === undefined
          ? [
              {
                name: 'service',
                ready,
                restartCount: 0,
                imageID: `${of.image}@${of.digest}`,
                state: state ?? { running: { startedAt: at(readySecondsAgo) } },
                ...(lastState && { lastState }),
              },
            ]
          : [],
    },
  });
}

/** A pod whose process ended with an exit code and waits for its next start. */
export const crashing = (exitCode = 1): Stored<Pod> =>
  pod({
    ready: false,
    state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 20s restarting failed container' } },
    lastState: { terminated: { exitCode } },
  });

export const attempt = (of: Revision, changes: Partial<Attempt> = {}): Attempt => ({
  deploymentId: of.deploymentId,
  sha: of.sha,
  startedAt: at(600),
  ...changes,
});

/** An environment that shall run commit b, and nothing of it exists yet. */
export const empty: EnvironmentWorld = {
  environment: environment(),
  namespace: undefined,
  parts: noParts,
  pods: [],
  failureLog: [],
  url: 'http://shop-pr-12.localhost',
  hasPullSecret: false,
  policies: undefined,
};

/** Everything of commit b is applied, and nothing was observed yet. */
export const applied: EnvironmentWorld = { ...empty, namespace, ...withDeployment(deployment()) };

/** Commit b runs and answers. */
export const running: EnvironmentWorld = { ...applied, ...withDeployment(deployment(rolledOut)), pods: [pod()] };
