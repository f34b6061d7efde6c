import type { ActRequest } from './act-request.ts';
import { GROUP_VERSION, type Application, type Environment } from './environment.ts';
import type { KubernetesEvent } from './kubernetes/event.ts';
import type { LimitRange, NetworkPolicy, ResourceQuota, Secret } from './kubernetes/fence.ts';
import type { Deployment, EndpointSlice, Lease, Namespace, Pod, Service } from './kubernetes/workload.ts';

/** Every kind of object that we read or write. */
export interface Kinds {
  Namespace: Namespace;
  ResourceQuota: ResourceQuota;
  LimitRange: LimitRange;
  NetworkPolicy: NetworkPolicy;
  Secret: Secret;
  Deployment: Deployment;
  Service: Service;
  Pod: Pod;
  EndpointSlice: EndpointSlice;
  Lease: Lease;
  Event: KubernetesEvent;
  Application: Application;
  Environment: Environment;
  ActRequest: ActRequest;
}

export type Kind = keyof Kinds;

export interface KindInfo {
  readonly apiVersion: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

/** How the API server names each kind. Our own kinds live in the namespace that Dungeon Master is installed in. */
export const kinds: { readonly [K in Kind]: KindInfo } = {
  Namespace: { apiVersion: 'v1', plural: 'namespaces', namespaced: false },
  ResourceQuota: { apiVersion: 'v1', plural: 'resourcequotas', namespaced: true },
  LimitRange: { apiVersion: 'v1', plural: 'limitranges', namespaced: true },
  NetworkPolicy: { apiVersion: 'networking.k8s.io/v1', plural: 'networkpolicies', namespaced: true },
  Secret: { apiVersion: 'v1', plural: 'secrets', namespaced: true },
  Deployment: { apiVersion: 'apps/v1', plural: 'deployments', namespaced: true },
  Service: { apiVersion: 'v1', plural: 'services', namespaced: true },
  Pod: { apiVersion: 'v1', plural: 'pods', namespaced: true },
  EndpointSlice: { apiVersion: 'discovery.k8s.io/v1', plural: 'endpointslices', namespaced: true },
  Lease: { apiVersion: 'coordination.k8s.io/v1', plural: 'leases', namespaced: true },
  Event: { apiVersion: 'events.k8s.io/v1', plural: 'events', namespaced: true },
  Application: { apiVersion: GROUP_VERSION, plural: 'applications', namespaced: true },
  Environment: { apiVersion: GROUP_VERSION, plural: 'environments', namespaced: true },
  ActRequest: { apiVersion: GROUP_VERSION, plural: 'actrequests', namespaced: true },
};

/** The namespace of our own kinds. */
export const HOME_NAMESPACE = 'dungeon-master';

/** On everything that we make outside our own namespace (Kubernetes documentation, "Recommended Labels"). */
export const MANAGED_BY_US = { 'app.kubernetes.io/managed-by': 'dungeon-master' } as const;

/** What a namespace refuses, and what it warns of (Kubernetes documentation, "Pod Security Admission"). */
export const podSecurityLabels = (level: 'restricted' | 'baseline') => ({
  'pod-security.kubernetes.io/enforce': level,
  'pod-security.kubernetes.io/enforce-version': 'latest',
  'pod-security.kubernetes.io/warn': level,
  'pod-security.kubernetes.io/warn-version': 'latest',
});
