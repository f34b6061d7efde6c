import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import {
  causesOfNoNode,
  exceededQuota,
  pullError,
  refusedPod,
  stable,
  startError,
  violatedStandard,
  withoutPod,
} from './texts.ts';

const id = 'ab'.repeat(32);

/** As Kubernetes 1.37 and containerd word them. */
const cases: Record<string, { of: (message: string) => string | undefined; given: string; is: string | undefined }> = {
  'the causes of several nodes are named once, without counts, in a fixed order': {
    of: causesOfNoNode,
    given:
      '0/4 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 Insufficient memory, 3 Insufficient cpu. no new claims to deallocate, preemption: 0/4 nodes are available: 1 Preemption is not helpful for scheduling, 3 No preemption victims found for incoming pod.',
    is: 'Insufficient cpu, Insufficient memory, had untolerated taint {node-role.kubernetes.io/control-plane: }',
  },
  'a cause with a comma in it stays one': {
    of: causesOfNoNode,
    given: "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector, so they are left out.",
    is: "didn't match Pod's node affinity/selector, so they are left out",
  },
  'a cluster without nodes': {
    of: causesOfNoNode,
    given: 'no nodes available to schedule pods',
    is: 'no nodes available to schedule pods',
  },
  'what a quota is short of is named without the amounts': {
    of: exceededQuota,
    given: 'pods "a-b-c" is forbidden: exceeded quota: shop, requested: pods=1, used: pods=10, limited: pods=10',
    is: 'the quota shop leaves no room for pods',
  },
  'what is no exceeded quota': { of: exceededQuota, given: 'pods "a" is forbidden: no', is: undefined },
  'what is no violation of a standard': { of: violatedStandard, given: 'pods "a" is forbidden: no', is: undefined },
  'which pod was refused is left out': {
    of: refusedPod,
    given:
      'pods "shop-6c9f7d8b5-x2x8p" is forbidden: error looking up service account shop-pr-12/default: serviceaccount "default" not found',
    is: 'error looking up service account shop-pr-12/default: serviceaccount "default" not found',
  },
  'an image that is not there': {
    of: pullError,
    given:
      'Back-off pulling image "ghcr.io/acme/shop@sha256:1": ErrImagePull: rpc error: code = NotFound desc = ghcr.io/acme/shop: not found',
    is: 'ghcr.io/acme/shop: not found',
  },
  'an image that is not there, as containerd says it': {
    of: pullError,
    given: `Back-off pulling image "a/b@sha256:${id}": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "a/b@sha256:${id}": failed to resolve reference "a/b@sha256:${id}": a/b@sha256:${id}: not found`,
    is: 'a/b@sha256:abababababab…: not found',
  },
  'a command that is not there, as containerd and runc say it': {
    of: startError,
    given:
      'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "nosuch": executable file not found in $PATH: unknown',
    is: 'exec: "nosuch": executable file not found in $PATH',
  },
  'an image without a command, as containerd says it': {
    of: startError,
    given: `failed to generate container "${id}" spec: failed to generate spec: no command specified`,
    is: 'no command specified',
  },
  'an image that is waited for without a word': {
    of: pullError,
    given: 'Back-off pulling image "ghcr.io/acme/shop@sha256:1"',
    is: '',
  },
  'the port of one connection is left out': {
    of: pullError,
    given: 'Get "https://ghcr.io/v2/": read tcp 10.0.0.7:51234->140.82.1.1:443: i/o timeout',
    is: 'Get "https://ghcr.io/v2/": read tcp 140.82.1.1:443: i/o timeout',
  },
  'which pod lacks something is left out': {
    of: withoutPod,
    given: 'no (pod: "a_b(c)", container: service)',
    is: 'no',
  },
  'the id of a container is left out, the digest of an image is not': {
    of: stable,
    given: `container ${id} of image shop@sha256:${id}`,
    is: `container … of image shop@sha256:${id}`,
  },
};

for (const [sentence, { of, given, is }] of Object.entries(cases)) {
  test(sentence, () => assert.equal(of(given), is));
}
