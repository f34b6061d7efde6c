import type { EnvironmentSpec, Revision } from '#model/environment.ts';
import type { EnvironmentName } from '#model/ids.ts';
import type { Applied } from '#ports/objects/objects.ts';
import {
  COMMIT_ANNOTATION,
  CONTAINER_NAME,
  DIGEST_ANNOTATION,
  ENVIRONMENT_LABEL,
  PORT_NAME,
  RECORD_LABEL,
} from './labels.ts';

/** What an environment is made of, in the order in which it is applied. */
export interface Manifests {
  readonly namespace: Applied<'Namespace'>;
  readonly service: Applied<'Service'>;
  readonly deployment: Applied<'Deployment'>;
}

/** A rollout that has not come up by then has failed. */
const PROGRESS_DEADLINE_SECONDS = 120;
const TERMINATION_GRACE_SECONDS = 10;

/** The objects that run one revision of an environment; the namespace has the environment's name. */
export function render(name: EnvironmentName, spec: EnvironmentSpec, revision: Revision): Manifests {
  const labels = {
    'app.kubernetes.io/managed-by': 'dungeon-master',
    'app.kubernetes.io/name': spec.application,
    [ENVIRONMENT_LABEL]: name,
  };
  const place = { namespace: name, name: spec.application, labels };
  return {
    namespace: { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } },
    service: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: place,
      spec: { selector: { [ENVIRONMENT_LABEL]: name }, ports: [{ name: PORT_NAME, port: 80, targetPort: PORT_NAME }] },
    },
    deployment: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: place,
      spec: {
        replicas: 1,
        selector: { matchLabels: { [ENVIRONMENT_LABEL]: name } },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
        progressDeadlineSeconds: PROGRESS_DEADLINE_SECONDS,
        template: podTemplate(labels, revision),
      },
    },
  };
}

function podTemplate(
  labels: Readonly<Record<string, string>>,
  { sha, image, digest, deploymentId, workload }: Revision,
) {
  const { service, command, env } = workload;
  const variables = { ...env, PORT: String(service.port) };
  return {
    metadata: {
      labels: { ...labels, [RECORD_LABEL]: String(deploymentId) },
      annotations: { [COMMIT_ANNOTATION]: sha, [DIGEST_ANNOTATION]: digest },
    },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: TERMINATION_GRACE_SECONDS,
      containers: [
        {
          name: CONTAINER_NAME,
          image: `${image}@${digest}`,
          ...(command && { command }),
          env: Object.entries(variables).map(([variable, value]) => ({ name: variable, value })),
          ports: [{ name: PORT_NAME, containerPort: service.port }],
          readinessProbe: { httpGet: { path: service.health, port: PORT_NAME }, periodSeconds: 1 },
        },
      ],
    },
  };
}
