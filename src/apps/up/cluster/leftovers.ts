import { HOME_NAMESPACE } from '#model/kinds.ts';
import { messageOf } from '#lib/coded-error.ts';
import { isObjectsError } from '#ports/objects/errors.ts';
import type { ObjectReader } from '#ports/objects/objects.ts';

/**
 * What is left of an environment, in words. A namespace that is gone took everything with it; of a cluster that does not
 * answer nothing is known to be gone.
 */
export async function leftoversOf(objects: ObjectReader, environment: string): Promise<readonly string[]> {
  try {
    return await seen(objects, environment);
  } catch (error) {
    if (isObjectsError(error, 'Unavailable')) return [messageOf(error)];
    throw error;
  }
}

async function seen(objects: ObjectReader, environment: string): Promise<readonly string[]> {
  const own = await objects.get('Environment', { name: environment, namespace: HOME_NAMESPACE });
  const namespace = await objects.get('Namespace', { name: environment });
  return [...(own ? [`Environment ${environment}`] : []), ...(namespace ? [`Namespace ${environment}`] : [])];
}
