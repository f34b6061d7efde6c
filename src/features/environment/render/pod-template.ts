import type { EnvironmentSpec, Revision } from '#model/environment.ts';
import type { PodTemplate } from '#model/kubernetes/workload.ts';
import {
  COMMIT_ANNOTATION,
  CONTAINER_NAME,
  DIGEST_ANNOTATION,
  PORT_NAME,
  RECORD_LABEL,
} from '#features/environment/labels.ts';
import { containerContext, podContext, podSecurityOf } from './pod-security.ts';
import { PULL_SECRET } from './pull-secret.ts';
import { resourcesOf } from './resources.ts';

/** A pod that ends goes on serving while everybody learns of it: its endpoint goes at the same time, not before. */
const DRAIN_SECONDS = 10;
/** Then it has so long to end by itself. */
const END_SECONDS = 10;

/** Until it answered once it is asked every second; a slow start is told by the deadline, and ended much later. */
const startup = { periodSeconds: 1, timeoutSeconds: 3, failureThreshold: 900 };
const readiness = { periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 3 };

/** The pods of one attempt. */
export function podTemplate(
  labels: Readonly<Record<string, string>>,
  spec: EnvironmentSpec,
  { sha, image, digest, deploymentId, workload }: Revision,
  hasPullSecret: boolean,
): PodTemplate {
  const { service, command, env, resources } = workload;
  const variables = { ...env, PORT: String(service.port) };
  const level = podSecurityOf(spec);
  const httpGet = { path: service.health, port: PORT_NAME };
  return {
    metadata: {
      labels: { ...labels, [RECORD_LABEL]: String(deploymentId) },
      annotations: { [COMMIT_ANNOTATION]: sha, [DIGEST_ANNOTATION]: digest },
    },
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      ...(hasPullSecret && { imagePullSecrets: [{ name: PULL_SECRET }] }),
      securityContext: podContext(level),
      terminationGracePeriodSeconds: DRAIN_SECONDS + END_SECONDS,
      containers: [
        {
          name: CONTAINER_NAME,
          image: `${image}@${digest}`,
          ...(command && { command }),
          env: Object.entries(variables).map(([variable, value]) => ({ name: variable, value })),
          ports: [{ name: PORT_NAME, containerPort: service.port }],
          resources: resourcesOf(resources),
          securityContext: containerContext(level),
          startupProbe: { httpGet, ...startup },
          readinessProbe: { httpGet, ...readiness },
          lifecycle: { preStop: { sleep: { seconds: DRAIN_SECONDS } } },
        },
      ],
    },
  };
}
