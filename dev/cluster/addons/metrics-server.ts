const labels = { 'k8s-app': 'metrics-server' };
const name = 'metrics-server';
const namespace = 'kube-system';
const metadata = { name, namespace };
const rbac = 'rbac.authorization.k8s.io';
const subjects = [{ kind: 'ServiceAccount', ...metadata }];

/** The objects of metrics-server, after the manifests of its releases (github.com/kubernetes-sigs/metrics-server). Pure. */
export const metricsServer = (image: string): readonly object[] => [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
  ...rights,
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...metadata, labels },
    spec: { selector: labels, ports: [{ name: 'https', port: 443, targetPort: 'https' }] },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod(image) } },
  },
  {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: 'v1beta1.metrics.k8s.io' },
    spec: {
      group: 'metrics.k8s.io',
      version: 'v1beta1',
      groupPriorityMinimum: 100,
      versionPriority: 100,
      // It makes its own certificate when it starts.
      insecureSkipTLSVerify: true,
      service: metadata,
    },
  },
];

const rights: readonly object[] = [
  {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRole',
    metadata: { name: 'system:metrics-server' },
    rules: [
      { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
      { apiGroups: [''], resources: ['pods', 'nodes'], verbs: ['get', 'list', 'watch'] },
    ],
  },
  {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: 'system:metrics-server' },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'system:metrics-server' },
    subjects,
  },
  {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: 'metrics-server:system:auth-delegator' },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'system:auth-delegator' },
    subjects,
  },
  {
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata: { name: 'metrics-server-auth-reader', namespace },
    roleRef: { apiGroup: rbac, kind: 'Role', name: 'extension-apiserver-authentication-reader' },
    subjects,
  },
];

const pod = (image: string) => ({
  serviceAccountName: name,
  priorityClassName: 'system-cluster-critical',
  containers: [
    {
      name,
      image,
      args: [
        '--secure-port=10250',
        '--cert-dir=/tmp',
        '--kubelet-preferred-address-types=InternalIP',
        '--kubelet-certificate-authority=/var/run/secrets/kubernetes.io/serviceaccount/ca.crt',
        '--metric-resolution=15s',
      ],
      ports: [{ name: 'https', containerPort: 10_250 }],
      readinessProbe: { httpGet: { path: '/readyz', port: 'https', scheme: 'HTTPS' }, periodSeconds: 2 },
      resources: { requests: { cpu: '20m', memory: '50Mi' } },
      volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
    },
  ],
  volumes: [{ name: 'tmp', emptyDir: {} }],
});
