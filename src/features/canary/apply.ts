import type { KubernetesObject, Stored } from '#model/kubernetes/meta.ts';
import type { Outcome } from '#model/outcome.ts';
import { ifUnchanged } from '#ports/objects/objects.ts';
import type { CanaryPorts, CanaryWorld } from './gather.ts';
import type { CanaryAction, CanaryPlan } from './plan.ts';
import { CANARY_NAMESPACE } from './render.ts';

const FIELD_MANAGER = 'canary';

/** Carries out a plan in its order; decides nothing. Throws `ObjectsError`. */
export async function applyCanary(
  ports: CanaryPorts,
  world: CanaryWorld,
  { actions, outcome }: CanaryPlan,
): Promise<Outcome> {
  for (const action of actions) await applyAction(ports, world, action);
  return outcome;
}

async function applyAction({ objects }: CanaryPorts, world: CanaryWorld, action: CanaryAction): Promise<void> {
  if (action.kind === 'deletePod') {
    await objects.delete('Pod', { name: action.name, namespace: CANARY_NAMESPACE }, { ifUid: action.uid });
    return;
  }
  const { object } = action;
  await objects.apply(object.kind, object, { fieldManager: FIELD_MANAGER, ...ifUnchanged(seenOf(world, object)) });
}

function seenOf(
  { namespace, policies, pods }: CanaryWorld,
  { kind, metadata }: AppliedObject,
): Stored<KubernetesObject> | undefined {
  if (kind === 'Namespace') return namespace;
  const seen: readonly Stored<KubernetesObject>[] = kind === 'Pod' ? pods : policies;
  return seen.find((one) => one.metadata.name === metadata.name);
}

type AppliedObject = Extract<CanaryAction, { readonly kind: 'apply' }>['object'];
