import type { KubernetesObject } from './meta.ts';

/** Amounts by resource name; an API server gives them back in their canonical form. */
export type ResourceList = Readonly<Record<string, string>>;

export interface ResourceQuota extends KubernetesObject {
  readonly apiVersion: 'v1';
  readonly kind: 'ResourceQuota';
  readonly spec: { readonly hard: ResourceList };
  readonly status?: { readonly hard?: ResourceList; readonly used?: ResourceList };
}

export interface LimitRange extends KubernetesObject {
  readonly apiVersion: 'v1';
  readonly kind: 'LimitRange';
  readonly spec: { readonly limits: readonly LimitRangeItem[] };
}

export interface LimitRangeItem {
  readonly type: 'Container';
  /** The limits of a container that names none, and its requests. */
  readonly default?: ResourceList;
  readonly defaultRequest?: ResourceList;
  readonly max?: ResourceList;
}

/** networking.k8s.io/v1. */
export interface NetworkPolicy extends KubernetesObject {
  readonly apiVersion: 'networking.k8s.io/v1';
  readonly kind: 'NetworkPolicy';
  readonly spec: {
    readonly podSelector: LabelSelector;
    readonly policyTypes: readonly ('Ingress' | 'Egress')[];
    readonly ingress?: readonly { readonly from?: readonly PolicyPeer[]; readonly ports?: readonly PolicyPort[] }[];
    readonly egress?: readonly { readonly to?: readonly PolicyPeer[]; readonly ports?: readonly PolicyPort[] }[];
  };
}

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
}

export interface PolicyPeer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

export interface PolicyPort {
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number | string;
}

export interface Secret extends KubernetesObject {
  readonly apiVersion: 'v1';
  readonly kind: 'Secret';
  readonly type: 'kubernetes.io/dockerconfigjson';
  /** In base64. */
  readonly data: Readonly<Record<string, string>>;
}
