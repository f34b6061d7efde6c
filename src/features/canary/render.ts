import { MANAGED_BY_US, podSecurityLabels } from '#model/kinds.ts';
import type { LabelSelector } from '#model/kubernetes/fence.ts';
import type { Applied } from '#ports/objects/objects.ts';
import type { CanaryConfig } from './config.ts';
import type { Proof } from './proof.ts';

export const CANARY_NAMESPACE = 'dungeon-master-canary';
/** Marks the namespace and the pods as ours, and says which pod it is. */
export const CANARY_LABEL = 'dungeonmaster.dev/canary';
const MAY_ENTER = { 'dungeonmaster.dev/canary-may-enter': 'true' };

export const PROOF_ANNOTATION = 'dungeonmaster.dev/policies';
export const WHY_ANNOTATION = 'dungeonmaster.dev/policies-why';
export const AT_ANNOTATION = 'dungeonmaster.dev/policies-checked-at';

export const LISTENER = 'listener';

/**
 * Who calls the one listener: one whom nothing forbids it, without whose success nothing is known; one whom the
 * listener's policy keeps out; one whom its own policy keeps in.
 */
export type Caller = 'control' | 'kept-out' | 'kept-in';
export const callers: readonly Caller[] = ['control', 'kept-out', 'kept-in'];

/** A caller that hangs is ended. */
const CALL_SECONDS = 90;

/** With what was found out before, if anything was. */
export const namespace = (proof: Proof | undefined): Applied<'Namespace'> => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: CANARY_NAMESPACE,
    labels: { ...MANAGED_BY_US, [CANARY_LABEL]: 'namespace', ...podSecurityLabels('restricted') },
    ...(proof && {
      annotations: { [PROOF_ANNOTATION]: proof.result, [WHY_ANNOTATION]: proof.why, [AT_ANNOTATION]: proof.at },
    }),
  },
});

const role = (name: string): LabelSelector => ({ matchLabels: { [CANARY_LABEL]: name } });
const place = (name: string) => ({ name, namespace: CANARY_NAMESPACE, labels: { ...MANAGED_BY_US } });

/** They stand before there is a pod. */
export const policies: readonly Applied<'NetworkPolicy'>[] = [
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: place(LISTENER),
    spec: {
      podSelector: role(LISTENER),
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: { matchLabels: MAY_ENTER } }] }],
    },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: place('kept-in'),
    spec: { podSelector: role('kept-in'), policyTypes: ['Egress'] },
  },
];

export const listenerPod = ({ image, listen }: CanaryConfig): Applied<'Pod'> => pod(LISTENER, image, listen);

/** @param host the listener's address */
export const callerPod = ({ image, call }: CanaryConfig, caller: Caller, host: string): Applied<'Pod'> => {
  const { metadata, spec, ...rest } = pod(caller, image, call(host));
  const labels = { ...metadata.labels, ...(caller !== 'kept-out' && MAY_ENTER) };
  return { ...rest, metadata: { ...metadata, labels }, spec: { ...spec, activeDeadlineSeconds: CALL_SECONDS } };
};

function pod(name: string, image: string, command: readonly string[]): Applied<'Pod'> {
  const { labels, ...where } = place(name);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...where, labels: { ...labels, [CANARY_LABEL]: name } },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 1,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'canary',
          image,
          command,
          resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '128Mi' } },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  };
}
