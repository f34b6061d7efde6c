import { equal } from '#lib/equal.ts';
import type { Environment, EnvironmentSpec } from '#model/environment.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { DeliverPorts } from './ports.ts';
import { writeEnvironment } from './write.ts';

/**
 * Deletes this very version of an environment: what was written since was planned from something newer.
 * @param spec says why it goes, so that the last words about it can
 */
export async function removeEnvironment(
  ports: DeliverPorts,
  environment: Stored<Environment>,
  spec: EnvironmentSpec | undefined,
): Promise<void> {
  const isSaid = !spec || equal(environment.spec, spec);
  const { metadata } = isSaid
    ? environment
    : await writeEnvironment(ports, environment.metadata.name, spec, environment);
  const { name, uid, resourceVersion } = metadata;
  const key = { name, namespace: HOME_NAMESPACE };
  await ports.objects.delete('Environment', key, { ifUid: uid, ifVersion: resourceVersion });
}
