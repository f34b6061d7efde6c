import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { HOME_NAMESPACE, podSecurityLabels } from '#model/kinds.ts';
import type { Pod } from '#model/kubernetes/workload.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Bench, UseBench } from './bench.testing.ts';

const TOKEN = '/var/run/secrets/kubernetes.io';

/** What a process says of its bounds (proc(5), `/proc/PID/status`). */
const BOUNDS = `
  const status = require('node:fs').readFileSync('/proc/self/status', 'utf8');
  const bounds = Object.fromEntries(status.split('\\n').map((line) => line.split(':\\t')));
  const { CapEff, NoNewPrivs, Seccomp } = bounds;
  const token = require('node:fs').existsSync('${TOKEN}');
  console.log(JSON.stringify({ token, user: process.getuid(), CapEff, NoNewPrivs, Seccomp }));
`;

/** What the pods of an environment have around them. */
export function fenceTests(bench: UseBench): void {
  test('a fence stands around pods, which have no token and no right that they could use', async () => {
    const environment = await bench().preview('fenced');
    const { name: namespace } = environment;
    await environment.run({ image: bench().images.first });
    await environment.available();
    await assertFence(bench(), 'fenced', namespace);

    const { items } = await bench().ground.objects.list('Pod', { namespace });
    assert.deepEqual(items.map(securityOf), [
      {
        pod: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        container: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      },
    ]);
    const [pod] = items;
    const words = ['exec', `--namespace=${namespace}`, pod?.metadata.name ?? '', '--', 'node', '-e', BOUNDS];
    assert.deepEqual(JSON.parse(await bench().cluster.kubectl(words)), {
      token: false,
      user: 1000,
      CapEff: '0000000000000000',
      NoNewPrivs: '1',
      Seccomp: '2',
    });
  });
}

async function assertFence({ ground: { objects } }: Bench, name: string, namespace: string): Promise<void> {
  const key = { name, namespace };
  const quota = await objects.get('ResourceQuota', key);
  assert.equal(quota?.spec.hard['limits.memory'], '6Gi');
  const limits = await objects.get('LimitRange', key);
  assert.equal(limits?.spec.limits[0]?.max?.['memory'], '2Gi');
  const policy = await objects.get('NetworkPolicy', key);
  assert.deepEqual(policy?.spec.policyTypes, ['Ingress', 'Egress']);
  assert.match(JSON.stringify(policy?.spec.ingress), new RegExp(`"kubernetes.io/metadata.name":"${HOME_NAMESPACE}"`));
  const found = await objects.get('Namespace', { name: namespace });
  assert.partialDeepStrictEqual(found?.metadata.labels, podSecurityLabels('restricted'));
}

const securityOf = ({ spec }: Stored<Pod>) => ({
  pod: spec?.securityContext,
  container: spec?.containers[0]?.securityContext,
});
