import { globSync } from 'node:fs';
import { silentLog } from '#ports/log.ts';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { KubernetesObjects } from '#adapters/kubernetes/objects/objects.ts';
import type { ClusterAccess } from '#adapters/kubernetes/transport/access.ts';
import { Client } from '#adapters/kubernetes/transport/client.ts';
import { fixedToken } from '#adapters/kubernetes/transport/token-file.ts';
import { systemClock, systemTimers } from '#adapters/node/time.ts';
import { startControlPlane, type ControlPlane, type ControlPlaneOptions } from '#dev/control-plane/control-plane.ts';
import { waitFor } from '#dev/processes/wait.ts';
import type { Kind } from '#model/kinds.ts';
import { isObjectsError } from '#ports/objects/errors.ts';
import type { Objects } from '#ports/objects/objects.ts';
import { scratch } from '#test/control-plane/scratch.testing.ts';

const random = Math.random;
const READY_MS = 30_000;

/** A client of an API server with real time, and what it reads and writes. */
export function connect(access: ClusterAccess): { readonly client: Client; readonly objects: KubernetesObjects } {
  const client = new Client({ access, clock: systemClock, timers: systemTimers, random, userAgent: 'test' });
  return { client, objects: new KubernetesObjects({ client, random, log: silentLog }) };
}

export const adminOf = ({ url, certificateAuthority, adminToken }: ControlPlane): ClusterAccess => ({
  server: new URL(url),
  certificateAuthority,
  credentials: fixedToken(adminToken),
});

/** A control plane that serves our kinds, too. */
export async function startCluster(options: Omit<ControlPlaneOptions, 'directory'> = {}): Promise<ControlPlane> {
  const plane = await startControlPlane({ directory: scratch(), ...options });
  const { client, objects } = connect(adminOf(plane));
  try {
    for (const file of globSync('config/crd/*s.yaml')) await define(client, parse(await readFile(file, 'utf8')));
    for (const kind of ['Application', 'Environment', 'ActRequest'] as const) {
      await waitFor(`${kind} to be served`, READY_MS, () => isServed(objects, kind));
    }
    return plane;
  } catch (error) {
    await plane.close();
    throw error;
  } finally {
    client.close();
  }
}

async function isServed(objects: Objects, kind: Kind): Promise<boolean> {
  try {
    await objects.list(kind);
    return true;
  } catch (error) {
    if (isObjectsError(error, 'Invalid')) return false;
    throw error;
  }
}

const define = (client: Client, definition: { readonly metadata: { readonly name: string } }) =>
  client.call({
    method: 'PATCH',
    path: `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${definition.metadata.name}`,
    query: { fieldManager: 'test' },
    contentType: 'application/apply-patch+yaml',
    body: definition,
  });
