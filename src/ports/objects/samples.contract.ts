import type { Environment } from '#model/environment.ts';
import type { ApplicationName, CommitSha, ImageDigest } from '#model/ids.ts';
import type { Deployment } from '#model/kubernetes/workload.ts';
import { ObjectsError, type ObjectsErrorCode } from './errors.ts';
import type { Applied } from './objects.ts';

const head = '1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f1a2b' as CommitSha;
const digest = `sha256:${'ab'.repeat(32)}` as ImageDigest;

type Metadata = Partial<Omit<Applied<'Environment'>['metadata'], 'name' | 'namespace'>>;

/** A preview's Environment that every server accepts: its name is `APPLICATION-pr-NUMBER`. */
export const environment = (
  place: { readonly name: string; readonly namespace: string },
  spec: Partial<Environment['spec']> = {},
  metadata: Metadata = {},
): Applied<'Environment'> => ({
  apiVersion: 'dungeonmaster.dev/v1alpha1',
  kind: 'Environment',
  metadata: { ...place, ...metadata },
  spec: {
    application: applicationOf(place.name),
    repository: { id: 1, fullName: 'acme/shop' },
    pullRequest: {
      number: Number(/\d+$/.exec(place.name)?.[0] ?? 12),
      head,
      fork: false,
      updatedAt: '2026-01-02T03:04:05Z',
    },
    rulesVersion: 1,
    ...spec,
  } as Environment['spec'],
});

const applicationOf = (name: string) => name.replace(/-pr-\d+$/, '') as ApplicationName;

export const revision = (command: readonly string[]): NonNullable<Environment['spec']['revision']> => ({
  sha: head,
  image: 'local/shop',
  digest,
  deploymentId: 7,
  workload: { command, env: {}, service: { port: 3000, health: '/' } },
});

export const namespace = (name: string, labels: Readonly<Record<string, string>> = {}): Applied<'Namespace'> => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});

export const lease = (
  place: { readonly name: string; readonly namespace: string },
  holderIdentity = 'nobody',
  metadata: Metadata = {},
): Applied<'Lease'> => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { ...place, ...metadata },
  spec: { holderIdentity },
});

interface Place {
  readonly name: string;
  readonly namespace: string;
}

type Container = Partial<Deployment['spec']['template']['spec']['containers'][number]> & { readonly name: string };

/** A Kubernetes Deployment that starts no pod, with one container. */
export const deployment = (place: Place, container: Omit<Container, 'name'> = {}): Applied<'Deployment'> => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: place,
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: place.name } },
    template: {
      metadata: { labels: { app: place.name } },
      spec: { containers: [{ name: 'web', image: 'local/shop', ...container }] },
    },
  },
});

/** What a manager applies that has an opinion on some containers only. */
export const containers = (place: Place, ...some: readonly Container[]): Applied<'Deployment'> =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: place,
    spec: { template: { spec: { containers: some } } },
  }) as unknown as Applied<'Deployment'>;

/** A Service of these ports, each by its number. */
export const service = (
  place: Place,
  ports: Readonly<Record<number, number | string>>,
  selector: Readonly<Record<string, string>> = { app: 'web' },
): Applied<'Service'> => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: place,
  spec: {
    selector,
    ports: Object.entries(ports).map(([port, targetPort]) => ({ name: `p${port}`, port: Number(port), targetPort })),
  },
});

/** For `assert.rejects`: an `ObjectsError` of this code. */
export const withCode =
  (code: ObjectsErrorCode) =>
  (thrown: unknown): boolean => {
    if (!(thrown instanceof ObjectsError)) throw thrown;
    if (thrown.code !== code) throw new Error(`expected ${code}, got ${thrown.code}: ${thrown.message}`);
    return true;
  };
