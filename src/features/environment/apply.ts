import { ENVIRONMENT_FINALIZER } from '#model/environment.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { KubernetesObject } from '#model/kubernetes/meta.ts';
import type { Outcome } from '#model/outcome.ts';
import { ABSENT } from '#ports/objects/objects.ts';
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
      await objects.apply('Namespace', action.object, over(namespace));
      return;
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

/** An old view of what runs must not undo a newer state. */
const over = (seen: KubernetesObject | undefined) => ({
  fieldManager: FIELD_MANAGER,
  ifVersion: seen?.metadata.resourceVersion ?? ABSENT,
});
