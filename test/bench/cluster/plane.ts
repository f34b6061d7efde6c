import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { applyDefinitions } from '#adapters/kubernetes/definitions.ts';
import type { ClusterAccess } from '#adapters/kubernetes/transport/access.ts';
import { Client } from '#adapters/kubernetes/transport/client.ts';
import { fixedToken } from '#adapters/kubernetes/transport/token-file.ts';
import { systemClock as clock, systemTimers as timers } from '#adapters/node/time.ts';
import { startControlPlane, type ControlPlane } from '#dev/control-plane/control-plane.ts';
import { GROUP_VERSION } from '#model/environment.ts';
import type { RepositoryRef } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import { BareClient, type Target } from './bare-client.ts';
import { cpuMsOf } from './cpu.ts';

/** A real API server in which Dungeon Master is installed, and nothing runs yet. */
export interface Plane {
  /** As the controller's service account, with the rights that the installation gives it. */
  readonly access: ClusterAccess;
  /** The same, for a client of one's own. */
  readonly target: Target;
  /** For whoever sets the stage, with all rights. */
  readonly admin: Target;
  /** What its processes have used of the machine's CPUs so far. */
  cpuMs(): number;
  close(): Promise<void>;
}

/** The account that config/install/rights.yaml gives its rights to; fairness among requests is by account. */
const ACCOUNT = {
  user: `system:serviceaccount:${HOME_NAMESPACE}:controller`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${HOME_NAMESPACE}`],
};
const RIGHTS = new URL('../../../config/install/rights.yaml', import.meta.url);

/** Starts one with an application registered. */
export async function startPlane(repository: RepositoryRef): Promise<Plane> {
  const directory = join(tmpdir(), `dm-bench-${randomUUID()}`);
  const plane = await startControlPlane({ directory, controllers: false, users: [ACCOUNT], report: () => undefined });
  try {
    await install(plane, repository);
  } catch (error) {
    await plane.close();
    throw error;
  }
  const { url, certificateAuthority } = plane;
  const token = plane.token(ACCOUNT.user) ?? '';
  const access = { server: new URL(url), certificateAuthority, credentials: fixedToken(token) };
  return {
    access,
    target: { url, certificateAuthority, token },
    admin: { url, certificateAuthority, token: plane.adminToken },
    cpuMs: () => cpuMsOf(directory),
    close: () => plane.close(),
  };
}

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

async function install(plane: ControlPlane, repository: RepositoryRef): Promise<void> {
  const { url, certificateAuthority, adminToken } = plane;
  const access = { server: new URL(url), certificateAuthority, credentials: fixedToken(adminToken) };
  const client = new Client({ access, clock, timers, random: Math.random, userAgent: 'bench' });
  const bare = await BareClient.connect({ url, certificateAuthority, token: adminToken });
  try {
    await applyDefinitions(client, timers);
    const home = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: HOME_NAMESPACE } };
    const registered = {
      apiVersion: GROUP_VERSION,
      kind: 'Application',
      metadata: { name: 'shop' },
      spec: { repository, path: 'dungeonmaster.yaml' },
    };
    const rights = parseAllDocuments(await readFile(RIGHTS, 'utf8')).map((one) => one.toJS() as Manifest);
    for (const manifest of [home, ...rights, registered]) await apply(bare, manifest);
  } finally {
    bare.close();
    client.close();
  }
}

const clusterWide = new Set(['Namespace', 'ClusterRole', 'ClusterRoleBinding']);

async function apply(bare: BareClient, manifest: Manifest): Promise<void> {
  const { apiVersion, kind, metadata } = manifest;
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const within = clusterWide.has(kind) ? '' : `/namespaces/${HOME_NAMESPACE}`;
  const named = {
    ...withNamespaceOfSubjects(manifest),
    metadata: { ...metadata, ...(within && { namespace: HOME_NAMESPACE }) },
  };
  await bare.send({
    method: 'PATCH',
    path: `${group}${within}/${kind.toLowerCase()}s/${metadata.name}?fieldManager=bench&force=true`,
    contentType: 'application/apply-patch+yaml',
    body: JSON.stringify(named),
  });
}

/** As the kustomization does. */
function withNamespaceOfSubjects<Item extends Manifest>(manifest: Item): Item {
  if (!('subjects' in manifest) || !Array.isArray(manifest.subjects)) return manifest;
  const subjects = manifest.subjects.map((one: object) => ({ namespace: HOME_NAMESPACE, ...one }));
  return { ...manifest, subjects };
}
