import type { Environment } from '#model/environment.ts';
import type { Kinds } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Secret } from '#model/kubernetes/fence.ts';
import type { EnvironmentReads } from './gather.ts';
import { ENVIRONMENT_LABEL } from './labels.ts';
import type { PartKind, Parts } from './parts.ts';
import { CONFIGURED, OUTDATED, PULL_SECRET, PULL_SECRET_FIELD } from './render/pull-secret.ts';

/** Everything of an environment beside its namespace and pods. Throws `ObjectsError`. */
export async function readParts(
  ports: EnvironmentReads,
  { metadata, spec }: Stored<Environment>,
  pullSecret: string | undefined,
): Promise<Parts> {
  const within = { name: spec.application, namespace: metadata.name };
  const read = <K extends PartKind>(kind: K) => readKind(ports, kind, within);
  const [quotas, limits, policies, services, deployments, secrets] = await Promise.all([
    read('ResourceQuota'),
    read('LimitRange'),
    read('NetworkPolicy'),
    read('Service'),
    read('Deployment'),
    readSecret(ports, metadata.name, pullSecret),
  ]);
  return {
    ResourceQuota: quotas,
    LimitRange: limits,
    NetworkPolicy: policies,
    Secret: secrets,
    Service: services,
    Deployment: deployments,
  };
}

/**
 * What is labelled as ours, and what has the name that we give, whoever made it: without its label a cache of what is
 * ours does not show it, and it would be made anew for ever.
 */
async function readKind<K extends PartKind>(
  { reader, objects }: EnvironmentReads,
  kind: K,
  within: { readonly name: string; readonly namespace: string },
): Promise<readonly Stored<Kinds[K]>[]> {
  const { namespace, name } = within;
  const { items } = await reader.list(kind, { namespace, labels: { [ENVIRONMENT_LABEL]: namespace } });
  if (items.some(({ metadata }) => metadata.name === name)) return items;
  const unlabelled = await objects.get(kind, within);
  return unlabelled ? [...items, unlabelled] : items;
}

/** Read by its name, so that nobody needs the right to list Secrets; where none are configured, not at all. */
async function readSecret(
  { objects, pullSecrets }: EnvironmentReads,
  namespace: string,
  wanted: string | undefined,
): Promise<readonly Stored<Secret>[]> {
  if (!pullSecrets) return [];
  const found = await objects.get('Secret', { name: PULL_SECRET, namespace });
  return found ? [withoutContent(found, wanted)] : [];
}

/** Whether it has the right content is all that a world says about it (law 8). */
function withoutContent(secret: Stored<Secret>, wanted: string | undefined): Stored<Secret> {
  const fields = Object.entries(secret.data).map(([field, content]) => [
    field,
    field === PULL_SECRET_FIELD && wanted !== undefined && content === base64Of(wanted) ? CONFIGURED : OUTDATED,
  ]);
  return { ...secret, data: Object.fromEntries(fields) as Secret['data'] };
}

/** As an API server keeps it. */
export const base64Of = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCodePoint(byte)).join(''));
