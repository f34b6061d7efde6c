import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import type { Cluster } from '#dev/cluster/cluster.ts';
import type { Example } from '#apps/up/example.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';

const run = promisify(execFile);
const MINUTES = '180s';

/** Builds the image that runs in a cluster and pushes it there. @returns its name with its digest */
export async function pushOwnImage({ registryAddress }: Cluster): Promise<string> {
  const target = `${registryAddress}/dungeon-master:test`;
  const { stdout } = await run(process.execPath, ['scripts/image.ts', target, '--plain-http']);
  return stdout.trim();
}

/** Applies `config/install` as the how-to says, and waits until both Deployments are available. */
export async function install(cluster: Cluster, { github, keys }: Example, image: string): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'dm-install-'));
  try {
    const settings = {
      DM_GITHUB_API: github.url,
      DM_GITHUB_APP_ID: String(github.appId),
      DM_GITHUB_INSTALLATION_ID: String(github.installationId),
      DM_IMAGE: image,
      DM_PLAIN_HTTP_REGISTRIES: cluster.registryAddress,
    };
    await writeFile(join(directory, 'private-key.pem'), keys.privateKey);
    await writeFile(join(directory, 'webhook-secret'), keys.webhookSecret);
    await writeFile(join(directory, 'kustomization.yaml'), stringify(overlay(directory, image, settings)));
    await applyUntilKnown(cluster, directory);
    for (const name of ['controller', 'function']) {
      await cluster.kubectl([
        'rollout',
        'status',
        `deployment/${name}`,
        `--namespace=${HOME_NAMESPACE}`,
        `--timeout=${MINUTES}`,
      ]);
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** What a team keeps of its own beside `config/install`. */
function overlay(directory: string, image: string, settings: Readonly<Record<string, string>>): object {
  const [newName = '', digest = ''] = image.split('@');
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace: HOME_NAMESPACE,
    resources: [relative(directory, join(process.cwd(), 'config/install'))],
    images: [{ name: 'registry.example.com/dungeon-master', newName, digest }],
    patches: [
      {
        patch: stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'dungeon-master' }, data: settings }),
      },
    ],
    secretGenerator: [
      {
        name: 'dungeon-master-github',
        files: ['private-key.pem', 'webhook-secret'],
        options: { disableNameSuffixHash: true },
      },
    ],
  };
}

const applyUntilKnown = async (cluster: Cluster, directory: string): Promise<void> => {
  await cluster.kubectl(['apply', '--server-side', `--kustomize=${directory}`]);
};
