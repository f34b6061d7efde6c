import type { Environment } from '#model/environment.ts';
import type { ApplicationName, CommitSha, ImageDigest } from '#model/ids.ts';
import { ObjectsError, type ObjectsErrorCode } from './errors.ts';
import type { Applied } from './objects.ts';

const head = '1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f1a2b' as CommitSha;
const digest = `sha256:${'ab'.repeat(32)}` as ImageDigest;

type Metadata = Partial<Pick<Applied<'Environment'>['metadata'], 'labels' | 'annotations' | 'finalizers'>>;

/** A preview's Environment that every server accepts. */
export const environment = (
  place: { readonly name: string; readonly namespace: string },
  spec: Partial<Environment['spec']> = {},
  metadata: Metadata = {},
): Applied<'Environment'> => ({
  apiVersion: 'dungeonmaster.dev/v1alpha1',
  kind: 'Environment',
  metadata: { ...place, ...metadata },
  spec: {
    application: 'shop' as ApplicationName,
    repository: { id: 1, fullName: 'acme/shop' },
    pullRequest: { number: 12, head, fork: false, updatedAt: '2026-01-02T03:04:05Z' },
    rulesVersion: 1,
    ...spec,
  } as Environment['spec'],
});

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

/** For `assert.rejects`: an `ObjectsError` of this code. */
export const withCode =
  (code: ObjectsErrorCode) =>
  (thrown: unknown): boolean => {
    if (!(thrown instanceof ObjectsError)) throw thrown;
    if (thrown.code !== code) throw new Error(`expected ${code}, got ${thrown.code}: ${thrown.message}`);
    return true;
  };
