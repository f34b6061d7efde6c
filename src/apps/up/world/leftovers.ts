import { markedProcesses } from '#adapters/local/processes/process-table.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Objects } from '#ports/objects/objects.ts';

/**
 * What is left of an environment: objects in the store, and processes that carry its name.
 * @param instance tells our children from those of others on this machine
 */
export async function leftoversOf(objects: Objects, instance: string, environment: string): Promise<readonly string[]> {
  const kinds = ['Deployment', 'Service', 'Pod', 'EndpointSlice'] as const;
  const own = await objects.get('Environment', { name: environment, namespace: HOME_NAMESPACE });
  const namespace = await objects.get('Namespace', { name: environment });
  const within = await Promise.all(
    kinds.map(async (kind) => (await objects.list(kind, { namespace: environment })).items),
  );
  return [
    ...(own ? [`Environment ${environment}`] : []),
    ...(namespace ? [`Namespace ${environment}`] : []),
    ...within.flat().map(({ kind, metadata }) => `${kind} ${metadata.name}`),
    ...markedProcesses(`${instance}/${environment}/`).map((id) => `process ${id}`),
  ];
}
