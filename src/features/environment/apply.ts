import { ENVIRONMENT_FINALIZER } from '#model/environment.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { KubernetesObject, Stored } from '#model/kubernetes/meta.ts';
import type { Outcome } from '#model/outcome.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import { ifUnchanged, type Applied } from '#ports/objects/objects.ts';
import type { EnvironmentPorts, EnvironmentWorld } from './gather.ts';
import type { EnvironmentAction, EnvironmentPlan } from './plan.ts';

const FIELD_MANAGER = 'environment';

/** Carries out a plan in its order; decides nothing. Throws `ObjectsError`. */
export async function applyEnvironment(
  ports: EnvironmentPorts,
  world: EnvironmentWorld,
  { actions, status, outcome }: EnvironmentPlan,
): Promise<Outcome> {
  const { name, resourceVersion } = world.environment.metadata;
  for (const action of actions) await applyAction(ports, world, action);
  if (status) {
    const key = { name, namespace: HOME_NAMESPACE };
    await ports.objects.putStatus('Environment', key, status, { ifVersion: resourceVersion });
  }
  return outcome;
}

async function applyAction(
  { objects }: EnvironmentPorts,
  { environment, namespace, service, deployment }: EnvironmentWorld,
  action: EnvironmentAction,
): Promise<void> {
  const { name, resourceVersion } = environment.metadata;
  switch (action.kind) {
    case 'applyNamespace':
      return makeNamespace(objects, environment, action.object, namespace);
    case 'applyService':
      await objects.apply('Service', action.object, over(service));
      return;
    case 'applyDeployment':
      await objects.apply('Deployment', action.object, over(deployment));
      return;
    case 'deleteNamespace':
      await objects.delete('Namespace', { name: action.name }, { ifUid: action.uid });
      return;
    case 'release':
      await objects.removeFinalizer('Environment', { name, namespace: HOME_NAMESPACE }, ENVIRONMENT_FINALIZER, {
        ifVersion: resourceVersion,
      });
      return;
  }
}

/** A writer that was held up may come after the end of its environment: what it makes then would stand for ever. */
async function makeNamespace(
  objects: EnvironmentPorts['objects'],
  { metadata }: EnvironmentWorld['environment'],
  wanted: Applied<'Namespace'>,
  seen: EnvironmentWorld['namespace'],
): Promise<void> {
  const made = await objects.apply('Namespace', wanted, over(seen));
  if (seen) return;
  const present = await objects.get('Environment', { name: metadata.name, namespace: HOME_NAMESPACE });
  if (present?.metadata.uid === metadata.uid) return;
  if (!present) await objects.delete('Namespace', { name: made.metadata.name }, { ifUid: made.metadata.uid });
  throw new ObjectsError('Conflict', `Environment ${metadata.name}: it was deleted meanwhile`);
}

/** An old view of what runs must not undo a newer state. */
const over = (seen: Stored<KubernetesObject> | undefined) => ({ fieldManager: FIELD_MANAGER, ...ifUnchanged(seen) });
