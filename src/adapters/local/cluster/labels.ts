/** On a pod: the name of the Deployment that it belongs to. */
export const DEPLOYMENT_LABEL = 'local.dungeonmaster.dev/deployment';
/** On a pod: the uid of that Deployment, since another one may come under the same name. */
export const DEPLOYMENT_UID_ANNOTATION = 'local.dungeonmaster.dev/deployment-uid';
/** Kubernetes' own: tells the pods of one template from those of another. */
export const TEMPLATE_HASH_LABEL = 'pod-template-hash';
/** Kubernetes' own: who writes an EndpointSlice. */
export const MANAGED_BY_LABEL = 'endpointslice.kubernetes.io/managed-by';
/** Holds a deleted pod back until its container is gone. */
export const CONTAINER_FINALIZER = 'local.dungeonmaster.dev/container';
export const FIELD_MANAGER = 'local-cluster';
