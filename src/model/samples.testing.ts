import type { ApplicationFile, Workload } from './application-file.ts';
import type { Application, Revision } from './environment.ts';
import { applicationName, commitSha, imageDigest, repositoryRef, stageName, type CommitSha } from './ids.ts';
import type { KubernetesObject, Stored } from './kubernetes/meta.ts';

/** A commit by one hexadecimal digit: `sha('a')`. */
export const sha = (digit: string): CommitSha => commitSha.parse(digit.repeat(40));
export const digest = (digit: string) => imageDigest.parse(`sha256:${digit.repeat(64)}`);

export const shop = applicationName.parse('shop');
export const blog = applicationName.parse('blog');
export const staging = stageName.parse('staging');
export const repository = repositoryRef.parse({ id: 7, fullName: 'acme/shop' });

const workload: Workload = { env: { GREETING: 'hello' }, service: { port: 3000, health: '/healthz' } };

export const file: ApplicationFile = {
  name: shop,
  workload,
  team: { checks: { kind: 'named', names: ['test'] }, stages: [{ name: staging }] },
};

/** What a commit needs to run, recorded as `deploymentId`. */
export const revision = (digit: string, deploymentId: number): Revision => ({
  sha: sha(digit),
  image: 'ghcr.io/acme/shop',
  digest: digest(digit),
  deploymentId,
  workload,
});

/** An object as a server would give it. */
export function stored<Item extends KubernetesObject>(item: Item): Stored<Item> {
  const server = { uid: 'uid-1', resourceVersion: '7', generation: 1, creationTimestamp: '2025-06-01T12:00:00Z' };
  return { ...item, metadata: { ...server, ...item.metadata } };
}

export const application: Stored<Application> = stored({
  apiVersion: 'dungeonmaster.dev/v1alpha1',
  kind: 'Application',
  metadata: { name: shop, namespace: 'dungeon-master' },
  spec: { repository, path: 'dungeonmaster.yaml' },
});
