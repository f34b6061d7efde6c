import {
  ENVIRONMENT_FINALIZER,
  GROUP_VERSION,
  REPORT_FINALIZER,
  type Environment,
  type EnvironmentSpec,
} from '#model/environment.ts';
import type { EnvironmentName } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import { ifUnchanged } from '#ports/objects/objects.ts';
import { DELIVER, type DeliverPorts } from './ports.ts';

/** Finds the environments of one repository without looking at the others (law 10). */
const REPOSITORY_LABEL = 'dungeonmaster.dev/repository';
export const APPLICATION_LABEL = 'dungeonmaster.dev/application';

/**
 * Writes a spec over the very version that the decision was made from (law 5).
 * Throws `ObjectsError('Conflict')` when it is no longer that version.
 */
export async function writeEnvironment(
  { objects }: DeliverPorts,
  name: EnvironmentName,
  spec: EnvironmentSpec,
  before: Stored<Environment> | undefined,
): Promise<Stored<Environment>> {
  return objects.apply(
    'Environment',
    {
      apiVersion: GROUP_VERSION,
      kind: 'Environment',
      metadata: {
        name,
        namespace: HOME_NAMESPACE,
        labels: { [APPLICATION_LABEL]: spec.application, [REPOSITORY_LABEL]: String(spec.repository.id) },
        finalizers: [ENVIRONMENT_FINALIZER, REPORT_FINALIZER],
      },
      spec,
    },
    { fieldManager: DELIVER, ...ifUnchanged(before) },
  );
}
