import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Objects } from '#ports/objects/objects.ts';

/** What is left of an environment, in words. A namespace that is gone took everything with it. */
export async function leftoversOf(objects: Objects, environment: string): Promise<readonly string[]> {
  const own = await objects.get('Environment', { name: environment, namespace: HOME_NAMESPACE });
  const namespace = await objects.get('Namespace', { name: environment });
  return [...(own ? [`Environment ${environment}`] : []), ...(namespace ? [`Namespace ${environment}`] : [])];
}
