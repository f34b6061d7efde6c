import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { EnvironmentSpec } from '#model/environment.ts';
import type { Isolation } from '#model/isolation.ts';
import { digest, sha, staging } from '#model/samples.testing.ts';
import { environment, name, partOf, wanted } from '#features/environment/worlds.testing.ts';
import { render } from './render.ts';

const { spec } = environment();
const labels = {
  'app.kubernetes.io/managed-by': 'dungeon-master',
  'app.kubernetes.io/name': 'shop',
  'dungeonmaster.dev/environment': 'shop-pr-12',
};
const metadata = { namespace: 'shop-pr-12', name: 'shop', labels };
const bare = { hasPullSecret: false };
const probe = { httpGet: { path: '/healthz', port: 'http' }, timeoutSeconds: 3 };

test('a preview is a fenced namespace, a service and a deployment', () =>
  assert.deepEqual(render(name, spec, wanted, bare), {
    namespace: {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: 'shop-pr-12',
        labels: {
          ...labels,
          'pod-security.kubernetes.io/enforce': 'restricted',
          'pod-security.kubernetes.io/enforce-version': 'latest',
          'pod-security.kubernetes.io/warn': 'restricted',
          'pod-security.kubernetes.io/warn-version': 'latest',
        },
      },
    },
    parts: [
      {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata,
        spec: {
          hard: {
            pods: '10',
            'requests.cpu': '6',
            'requests.memory': '6Gi',
            'limits.cpu': '6',
            'limits.memory': '6Gi',
          },
        },
      },
      {
        apiVersion: 'v1',
        kind: 'LimitRange',
        metadata,
        spec: {
          limits: [
            {
              type: 'Container',
              default: { cpu: '1', memory: '512Mi' },
              defaultRequest: { cpu: '50m', memory: '128Mi' },
              max: { cpu: '2', memory: '2Gi' },
            },
          ],
        },
      },
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata,
        spec: {
          podSelector: {},
          policyTypes: ['Ingress', 'Egress'],
          ingress: [
            { from: [{ podSelector: {} }] },
            {
              from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'dungeon-master' } } }],
              ports: [{ protocol: 'TCP', port: 'http' }],
            },
          ],
          egress: [
            { to: [{ podSelector: {} }] },
            {
              to: [
                {
                  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
                  podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
                },
              ],
              ports: [
                { protocol: 'UDP', port: 53 },
                { protocol: 'TCP', port: 53 },
              ],
            },
          ],
        },
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata,
        spec: {
          selector: { 'dungeonmaster.dev/environment': 'shop-pr-12' },
          ports: [{ name: 'http', port: 80, targetPort: 'http' }],
        },
      },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata,
        spec: {
          replicas: 1,
          selector: { matchLabels: { 'dungeonmaster.dev/environment': 'shop-pr-12' } },
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
          progressDeadlineSeconds: 120,
          template: {
            metadata: {
              labels: { ...labels, 'dungeonmaster.dev/record': '50' },
              annotations: { 'dungeonmaster.dev/commit': sha('b'), 'dungeonmaster.dev/digest': digest('b') },
            },
            spec: {
              automountServiceAccountToken: false,
              enableServiceLinks: false,
              securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
              terminationGracePeriodSeconds: 20,
              containers: [
                {
                  name: 'service',
                  image: `ghcr.io/acme/shop@${digest('b')}`,
                  env: [
                    { name: 'GREETING', value: 'hello' },
                    { name: 'PORT', value: '3000' },
                  ],
                  ports: [{ name: 'http', containerPort: 3000 }],
                  resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { cpu: '1', memory: '512Mi' } },
                  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
                  startupProbe: { ...probe, periodSeconds: 1, failureThreshold: 900 },
                  readinessProbe: { ...probe, periodSeconds: 5, failureThreshold: 3 },
                  lifecycle: { preStop: { sleep: { seconds: 10 } } },
                },
              ],
            },
          },
        },
      },
    ],
  }));

const rendered = (of: EnvironmentSpec, workload: Partial<typeof wanted.workload> = {}, options = bare) => {
  const { namespace, parts } = render(name, of, { ...wanted, workload: { ...wanted.workload, ...workload } }, options);
  const pod = partOf(parts, 'Deployment').spec.template.spec;
  const [container] = pod.containers;
  return { namespace, parts, pod, container: container ?? assert.fail() };
};

const open: Isolation = {
  podSecurity: 'baseline',
  egress: [{ cidr: '10.20.0.0/16', ports: [5432, 6379] }, { cidr: '0.0.0.0/0' }, { cidr: '::/0' }],
};
const opened = { ...spec, isolation: open } as EnvironmentSpec;
const fork = { ...opened, pullRequest: { ...spec.pullRequest, fork: true } } as EnvironmentSpec;
const stage = { ...spec, pullRequest: undefined, stage: { name: staging } } as unknown as EnvironmentSpec;

const levelOf = ({ namespace }: ReturnType<typeof rendered>) =>
  namespace.metadata.labels?.['pod-security.kubernetes.io/enforce'];

test('baseline lets a process be root, with the capabilities of one', () => {
  const { pod, container, ...rest } = rendered(opened);
  assert.equal(levelOf({ pod, container, ...rest }), 'baseline');
  assert.deepEqual(pod.securityContext, { seccompProfile: { type: 'RuntimeDefault' } });
  assert.deepEqual(container.securityContext, { allowPrivilegeEscalation: false });
});

const egressOf = (of: EnvironmentSpec) => partOf(rendered(of).parts, 'NetworkPolicy').spec.egress?.slice(2);

test("what the team's half names is open, but never where a cloud gives away the credentials of the node", () =>
  assert.deepEqual(egressOf(opened), [
    {
      to: [{ ipBlock: { cidr: '10.20.0.0/16' } }],
      ports: [
        { protocol: 'TCP', port: 5432 },
        { protocol: 'TCP', port: 6379 },
      ],
    },
    { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.0.0/16'] } }] },
    { to: [{ ipBlock: { cidr: '::/0', except: ['fd00:ec2::254/128'] } }] },
  ]));

test('who names the very block means it', () => {
  const cidr = '169.254.0.0/16';
  const of = { ...spec, isolation: { egress: [{ cidr }] } } as EnvironmentSpec;
  assert.deepEqual(egressOf(of), [{ to: [{ ipBlock: { cidr } }] }]);
});

test('law 7: nothing opens the fence around code of a fork', () => {
  const { pod, ...rest } = rendered(fork);
  assert.equal(levelOf({ pod, ...rest }), 'restricted');
  assert.equal(pod.securityContext?.runAsNonRoot, true);
  assert.deepEqual(egressOf(fork), []);
});

test('a stage may have what it asks for', () => {
  const { parts } = rendered(stage);
  assert.equal(partOf(parts, 'LimitRange').spec.limits[0]?.max, undefined);
  assert.deepEqual(partOf(parts, 'ResourceQuota').spec.hard, { pods: '100' });
});

const resources: Record<string, { given: typeof wanted.workload.resources; are: object }> = {
  'a limit alone is the request too, as Kubernetes has it': {
    given: { limits: { memory: '64Mi' } },
    are: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '1', memory: '64Mi' } },
  },
  'a request alone below the limit of all leaves that': {
    given: { requests: { cpu: '500m', memory: '256Mi' } },
    are: { requests: { cpu: '500m', memory: '256Mi' }, limits: { cpu: '1', memory: '512Mi' } },
  },
  'a request alone above the limit of all raises that': {
    given: { requests: { cpu: '1500m', memory: '1Gi' } },
    are: { requests: { cpu: '1500m', memory: '1Gi' }, limits: { cpu: '1500m', memory: '1Gi' } },
  },
  'both as the file has them': {
    given: { requests: { cpu: '100m' }, limits: { cpu: '2' } },
    are: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '2', memory: '512Mi' } },
  },
};

for (const [sentence, { given, are }] of Object.entries(resources)) {
  test(sentence, () => assert.deepEqual(rendered(spec, given && { resources: given }).container.resources, are));
}

test('a pull secret is rendered without its content, before the pods that name it', () => {
  const { parts, pod } = rendered(spec, {}, { hasPullSecret: true });
  assert.deepEqual(partOf(parts, 'Secret'), {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { ...metadata, name: 'registry-credentials' },
    type: 'kubernetes.io/dockerconfigjson',
    data: { '.dockerconfigjson': 'as configured' },
  });
  assert.deepEqual(pod.imagePullSecrets, [{ name: 'registry-credentials' }]);
  assert.deepEqual(
    parts.map(({ kind }) => kind),
    ['ResourceQuota', 'LimitRange', 'NetworkPolicy', 'Secret', 'Service', 'Deployment'],
  );
});

test('a command of the file replaces that of the image', () =>
  assert.deepEqual(rendered(spec, { command: ['node', 'server.js'] }).container.command, ['node', 'server.js']));

test('PORT is the port of the service, whatever the file sets', () =>
  assert.deepEqual(rendered(spec, { env: { PORT: '1' }, service: { port: 8080, health: '/' } }).container.env, [
    { name: 'PORT', value: '8080' },
  ]));

test('two attempts of one commit differ in their pods alone, so that each has pods of its own', () => {
  const [one, two] = [wanted, { ...wanted, deploymentId: 51 }].map((of) => render(name, spec, of, bare).parts);
  assert.ok(one && two);
  assert.notDeepEqual(partOf(one, 'Deployment').spec.template, partOf(two, 'Deployment').spec.template);
  const others = (parts: typeof one) => parts.filter(({ kind }) => kind !== 'Deployment');
  assert.deepEqual(others(one), others(two));
});

test('the pods of two environments of one application are told apart by their selectors', () => {
  const [one, two] = [name, 'shop-pr-13' as typeof name].map((of) => render(of, spec, wanted, bare).parts);
  assert.ok(one && two);
  assert.notDeepEqual(partOf(one, 'Service').spec.selector, partOf(two, 'Service').spec.selector);
});
