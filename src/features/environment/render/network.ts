import { includes, parseCidr } from '#lib/cidr.ts';
import type { EnvironmentSpec } from '#model/environment.ts';
import type { EgressRule } from '#model/isolation.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { NetworkPolicy, PolicyPeer } from '#model/kubernetes/fence.ts';
import { PORT_NAME } from '#features/environment/labels.ts';

type PolicySpec = NetworkPolicy['spec'];

/** Every namespace has this label (Kubernetes documentation, "Automatic labelling"). */
const namespaceNamed = (name: string): PolicyPeer => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});
const sameNamespace: PolicyPeer = { podSelector: {} };
/** The label that CoreDNS and kube-dns have in every distribution (documentation, "Debugging DNS Resolution"). */
const dns: PolicyPeer = { ...namespaceNamed('kube-system'), podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } };

/** Where clouds tell whoever asks the credentials of the node. */
const metadataServices = ['169.254.0.0/16', 'fd00:ec2::254/128'];

/**
 * Nothing in or out but what is named: the namespace itself, our proxy to the service's port, DNS, and what the team's
 * half opens. The port goes by its name, since the pods of the commit before may have another number.
 */
export const networkOf = ({ isolation, pullRequest }: EnvironmentSpec): PolicySpec => ({
  podSelector: {},
  policyTypes: ['Ingress', 'Egress'],
  ingress: [
    { from: [sameNamespace] },
    { from: [namespaceNamed(HOME_NAMESPACE)], ports: [{ protocol: 'TCP', port: PORT_NAME }] },
  ],
  egress: [
    { to: [sameNamespace] },
    {
      to: [dns],
      ports: [
        { protocol: 'UDP', port: 53 },
        { protocol: 'TCP', port: 53 },
      ],
    },
    ...(pullRequest?.fork === true ? [] : (isolation?.egress ?? []).map(opening)),
  ],
});

function opening({ cidr, ports }: EgressRule) {
  const except = metadataServices.filter((inner) => isWithin(cidr, inner));
  return {
    to: [{ ipBlock: { cidr, ...(except.length > 0 && { except }) } }],
    ...(ports && { ports: ports.map((port) => ({ protocol: 'TCP' as const, port })) }),
  };
}

/** An exception must be smaller than its block: who names exactly such a block means it. */
function isWithin(cidr: string, inner: string): boolean {
  const [outer, part] = [parseCidr(cidr), parseCidr(inner)];
  return outer !== undefined && part !== undefined && outer.prefix < part.prefix && includes(outer, part);
}
