import { ENVIRONMENT_FINALIZER } from '#model/environment.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { KubernetesObject, Stored } from '#model/kubernetes/meta.ts';
import type { Outcome } from '#model/outcome.ts';
import { ifUnchanged } from '#ports/objects/objects.ts';
import { FIELD_MANAGER } from './differences.ts';
import { pullSecretFor, type EnvironmentPorts, type EnvironmentWorld } from './gather.ts';
import { foundPart, type Part } from './parts.ts';
import { stepsOf, type EnvironmentAction, type EnvironmentPlan } from './plan.ts';
import { base64Of } from './read-parts.ts';
import { PULL_SECRET_FIELD } from './render/pull-secret.ts';

/** Carries out a plan in its order; decides nothing. Throws `ObjectsError`. */
export async function applyEnvironment(
  ports: EnvironmentPorts,
  world: EnvironmentWorld,
  { actions, status, outcome }: EnvironmentPlan,
): Promise<Outcome> {
  const { name, resourceVersion } = world.environment.metadata;
  for (const step of stepsOf(actions)) await sideBySide(step.map((action) => () => applyAction(ports, world, action)));
  if (status) {
    const key = { name, namespace: HOME_NAMESPACE };
    await ports.objects.putStatus('Environment', key, status, { ifVersion: resourceVersion });
  }
  return outcome;
}

/** Ends when all have ended, so that nothing goes on behind the next pass. Throws what the first of them threw. */
async function sideBySide(tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const ends = await Promise.allSettled(tasks.map((task) => task()));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
}

async function applyAction(
  ports: EnvironmentPorts,
  { environment, namespace, parts }: EnvironmentWorld,
  action: EnvironmentAction,
): Promise<void> {
  const { objects } = ports;
  const { name, resourceVersion } = environment.metadata;
  switch (action.kind) {
    case 'applyNamespace':
      await objects.apply('Namespace', action.object, over(namespace));
      return;
    case 'apply': {
      const { object } = action;
      await objects.apply(
        object.kind,
        withContent(ports, environment, object),
        over(foundPart(parts, object.kind, object.metadata.name)),
      );
      return;
    }
    case 'prune': {
      const { kind, name: stray, uid, resourceVersion: ifVersion } = action.part;
      await objects.delete(kind, { name: stray, namespace: name }, { ifUid: uid, ifVersion });
      return;
    }
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

/** A plan has the content of no secret: it is put in here. */
function withContent(ports: EnvironmentPorts, environment: EnvironmentWorld['environment'], part: Part): Part {
  if (part.kind !== 'Secret') return part;
  const content = pullSecretFor(ports, environment);
  if (content === undefined) throw new Error('a pull secret is planned only where one is configured');
  return { ...part, data: { [PULL_SECRET_FIELD]: base64Of(content) } };
}

/** An old view of what runs must not undo a newer state. */
const over = (seen: Stored<KubernetesObject> | undefined) => ({ fieldManager: FIELD_MANAGER, ...ifUnchanged(seen) });
