import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { digest, sha } from '#model/samples.testing.ts';
import { render } from './render.ts';
import { environment, name, wanted } from './worlds.testing.ts';

const { spec } = environment();
const labels = {
  'app.kubernetes.io/managed-by': 'dungeon-master',
  'app.kubernetes.io/name': 'shop',
  'dungeonmaster.dev/environment': 'shop-pr-12',
};
const metadata = { namespace: 'shop-pr-12', name: 'shop', labels };

test('an environment is a namespace, a service and a deployment', () =>
  assert.deepEqual(render(name, spec, wanted), {
    namespace: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop-pr-12', labels } },
    service: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        selector: { 'dungeonmaster.dev/environment': 'shop-pr-12' },
        ports: [{ name: 'http', port: 80, targetPort: 'http' }],
      },
    },
    deployment: {
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
            terminationGracePeriodSeconds: 10,
            containers: [
              {
                name: 'service',
                image: `ghcr.io/acme/shop@${digest('b')}`,
                env: [
                  { name: 'GREETING', value: 'hello' },
                  { name: 'PORT', value: '3000' },
                ],
                ports: [{ name: 'http', containerPort: 3000 }],
                readinessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 1 },
              },
            ],
          },
        },
      },
    },
  }));

const container = (workload: Partial<typeof wanted.workload>) =>
  render(name, spec, { ...wanted, workload: { ...wanted.workload, ...workload } }).deployment.spec.template.spec
    .containers[0];

test('a command of the file replaces that of the image', () =>
  assert.deepEqual(container({ command: ['node', 'server.js'] })?.command, ['node', 'server.js']));

test('PORT is the port of the service, whatever the file sets', () =>
  assert.deepEqual(container({ env: { PORT: '1' }, service: { port: 8080, health: '/' } })?.env, [
    { name: 'PORT', value: '8080' },
  ]));

test('two attempts of one commit differ, so that each has pods of its own', () =>
  assert.notDeepEqual(
    render(name, spec, wanted).deployment.spec.template,
    render(name, spec, { ...wanted, deploymentId: 51 }).deployment.spec.template,
  ));

test('the pods of two environments of one application are told apart by their selectors', () =>
  assert.notDeepEqual(
    render(name, spec, wanted).service.spec.selector,
    render('shop-pr-13' as typeof name, spec, wanted).service.spec.selector,
  ));
