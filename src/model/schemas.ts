import { atomic, keyed, keyedAtomic, map, set, struct, type FieldType } from '#lib/structured-merge/field-type.ts';
import type { Kind } from './kinds.ts';

type Fields = Readonly<Record<string, FieldType>>;

/** meta/v1 ObjectMeta, as far as managers own it. */
const metadata: FieldType = struct({
  labels: map,
  annotations: map,
  finalizers: set,
  ownerReferences: keyedAtomic({ uid: undefined }),
});

const conditions: FieldType = keyed({ type: undefined });

/** A kind of Kubernetes or ours: metadata, and a spec and a status where it has them. */
const kind = (spec: Fields, status?: Fields): FieldType =>
  struct({ metadata, spec: struct(spec), ...(status && { status: struct(status) }) });

const handler: FieldType = struct({
  httpGet: struct({}),
  exec: struct({}),
  tcpSocket: struct({}),
});
const hook: FieldType = struct({ exec: struct({}), httpGet: struct({}), sleep: struct({}), tcpSocket: struct({}) });
const resources: FieldType = struct({ limits: map, requests: map, claims: keyed({ name: undefined }) });
const valueFrom: FieldType = struct({
  configMapKeyRef: atomic,
  fieldRef: atomic,
  resourceFieldRef: atomic,
  secretKeyRef: atomic,
});

const containers: FieldType = keyed(
  { name: undefined },
  {
    env: keyed({ name: undefined }, { valueFrom }),
    ports: keyed({ containerPort: undefined, protocol: 'TCP' }),
    readinessProbe: handler,
    livenessProbe: handler,
    startupProbe: handler,
    lifecycle: struct({ postStart: hook, preStop: hook }),
    resources,
    securityContext: struct({ capabilities: struct({}), seccompProfile: struct({}) }),
    volumeMounts: keyed({ mountPath: undefined }),
  },
);

const podSpec: Fields = {
  containers,
  initContainers: containers,
  imagePullSecrets: keyedAtomic({ name: undefined }),
  nodeSelector: atomic,
  securityContext: struct({ seccompProfile: struct({}) }),
  topologySpreadConstraints: keyed({ topologyKey: undefined, whenUnsatisfiable: undefined }, { labelSelector: atomic }),
  volumes: keyed(
    { name: undefined },
    { configMap: struct({}), emptyDir: struct({}), projected: struct({}), secret: struct({}) },
  ),
};

/**
 * How the fields of each kind merge. For the kinds of Kubernetes that is what its OpenAPI description says
 * (`x-kubernetes-list-type`, `-list-map-keys`, `-map-type`; version 1.37), for ours what their CRD declares. Fields that
 * are not named here are scalars and lists that are one value: `command`, `args`, `tolerations`, `endpoints`.
 */
export const schemas: { readonly [K in Kind]: FieldType } = {
  ActRequest: kind({ by: atomic }, { outcome: atomic }),
  Namespace: kind({}, { conditions }),
  ResourceQuota: kind({ hard: map, scopeSelector: atomic }, { hard: map, used: map }),
  LimitRange: kind({}),
  NetworkPolicy: kind({ podSelector: atomic }),
  Secret: struct({ metadata, data: map, stringData: map }),
  Deployment: kind(
    {
      selector: atomic,
      strategy: struct({ rollingUpdate: struct({}) }),
      template: struct({ metadata, spec: struct(podSpec) }),
    },
    { conditions },
  ),
  Service: kind(
    { selector: atomic, ports: keyed({ port: undefined, protocol: 'TCP' }) },
    { conditions, loadBalancer: struct({}) },
  ),
  Pod: kind(podSpec, {
    conditions,
    podIPs: keyed({ ip: undefined }),
  }),
  EndpointSlice: struct({ metadata }),
  Lease: kind({}),
  Event: struct({ metadata, regarding: atomic, related: atomic, series: struct({}) }),
  Application: kind({ repository: atomic }, { conditions }),
  // Each of these is one fact: half of one writer's and half of another's would be a commit that nobody accepted.
  Environment: kind(
    { repository: atomic, pullRequest: atomic, stage: atomic, revision: atomic, waiting: atomic, isolation: atomic },
    { conditions, running: atomic, reported: atomic },
  ),
};
