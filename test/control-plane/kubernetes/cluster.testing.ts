import { applyDefinitions } from '#adapters/kubernetes/definitions.ts';
import { KubernetesObjects } from '#adapters/kubernetes/objects/objects.ts';
import type { ClusterAccess } from '#adapters/kubernetes/transport/access.ts';
import { Client } from '#adapters/kubernetes/transport/client.ts';
import { fixedToken } from '#adapters/kubernetes/transport/token-file.ts';
import { systemClock, systemTimers } from '#adapters/node/time.ts';
import { startControlPlane, type ControlPlane, type ControlPlaneOptions } from '#dev/control-plane/control-plane.ts';
import { silentLog } from '#ports/log.ts';
import { scratch } from '#test/control-plane/scratch.testing.ts';

const random = Math.random;

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
  const { client } = connect(adminOf(plane));
  try {
    await applyDefinitions(client, systemTimers);
    return plane;
  } catch (error) {
    await plane.close();
    throw error;
  } finally {
    client.close();
  }
}
