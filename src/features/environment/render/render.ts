import type { EnvironmentSpec, Revision } from '#model/environment.ts';
import type { EnvironmentName } from '#model/ids.ts';
import { MANAGED_BY_US } from '#model/kinds.ts';
import { ENVIRONMENT_LABEL, PORT_NAME } from '#features/environment/labels.ts';
import type { Manifests } from '#features/environment/parts.ts';
import { fenceOf } from './fence.ts';
import { podTemplate } from './pod-template.ts';
import { pullSecret } from './pull-secret.ts';

/** A rollout that has not come up by then has failed. */
const PROGRESS_DEADLINE_SECONDS = 120;

/** What a render takes besides the spec. */
export interface RenderOptions {
  /** Whether there are credentials for the image's registry. */
  readonly hasPullSecret: boolean;
}

/**
 * The objects that run one revision of an environment, all of them: what else is there is not wanted. The namespace has
 * the environment's name; what fences the pods comes before the pods.
 */
export function render(
  name: EnvironmentName,
  spec: EnvironmentSpec,
  revision: Revision,
  { hasPullSecret }: RenderOptions,
): Manifests {
  const labels = {
    ...MANAGED_BY_US,
    'app.kubernetes.io/name': spec.application,
    [ENVIRONMENT_LABEL]: name,
  };
  const place = { namespace: name, name: spec.application, labels };
  const { namespace, parts } = fenceOf(place, spec);
  return {
    namespace,
    parts: [
      ...parts,
      ...(hasPullSecret ? [pullSecret(place)] : []),
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: place,
        spec: {
          selector: { [ENVIRONMENT_LABEL]: name },
          ports: [{ name: PORT_NAME, port: 80, targetPort: PORT_NAME }],
        },
      },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: place,
        spec: {
          replicas: 1,
          selector: { matchLabels: { [ENVIRONMENT_LABEL]: name } },
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
          progressDeadlineSeconds: PROGRESS_DEADLINE_SECONDS,
          template: podTemplate(labels, spec, revision, hasPullSecret),
        },
      },
    ],
  };
}
