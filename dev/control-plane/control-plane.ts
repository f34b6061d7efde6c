import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { newInstance } from '#adapters/local/processes/owner.ts';
import { startSupervisor } from '#adapters/local/processes/supervisor/supervisor.ts';
import { systemTimers } from '#adapters/node/time.ts';
import { silentLog } from '#ports/log.ts';
import { binaries } from '#dev/binaries/binaries.ts';
import { reportToPeople, type Report } from '#dev/binaries/progress.ts';
import type { Daemon } from '#dev/processes/daemon.ts';
import type { ApiServer } from './api-server.ts';
import { readKeyPair, type Identity, type PemKeyPair } from './certificates.ts';
import { ADMIN, kubeconfigFor, prepare, startParts, stopParts, type Parts } from './parts.ts';
import { freePorts } from './ports.ts';

export interface ControlPlaneOptions {
  /** For all that it keeps; made if it is not there, and removed by `close`, so it should hold nothing else. */
  readonly directory: string;
  /** Also kube-controller-manager and kube-scheduler. Without them nothing makes the pods of a Deployment. */
  readonly controllers?: boolean;
  /** Besides `admin` of the group `system:masters`: each gets a token. What they may do is up to RBAC. */
  readonly users?: readonly Identity[];
  /** Flags of kube-apiserver besides ours. */
  readonly apiServerArguments?: readonly string[];
  readonly report?: Report;
}

/** A real etcd and kube-apiserver on loopback, of one test or one person. */
export interface ControlPlane {
  /** `https://127.0.0.1:PORT`. */
  readonly url: string;
  /** PEM. */
  readonly certificateAuthority: string;
  /** Of `admin`, who may do everything. */
  readonly adminToken: string;
  readonly apiServer: ApiServer;
  readonly etcd: Daemon;
  /** kube-controller-manager and kube-scheduler, if asked for. */
  readonly controllers: readonly Daemon[];
  /** Of `admin` or one of `users`; undefined for anybody else. */
  token(user: string): string | undefined;
  /** The text of a kubeconfig file for `admin` or one of `users`, context `dungeon-master`. */
  kubeconfig(user?: string): Promise<string>;
  /** For anybody, at any time. */
  clientCertificate(identity: Identity): Promise<PemKeyPair>;
  /** Forgets older versions in etcd; see `Etcd.compact`. @returns the revision up to which nothing is left */
  compact(): Promise<string>;
  /** Ends every process and removes the directory. */
  close(): Promise<void>;
}

const SERVICE_RANGE = '198.19.0.0/16';

/**
 * Starts a control plane and resolves when its API server is ready. It ends with this process, however that ends.
 * @throws `GoMissing`, `GoTooOld`, `BuildFailed`, `OpensslMissing`, `ProcessEnded`, `NotInTime`
 */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { directory, controllers = false, users = [], report = reportToPeople } = options;
  const base = await binaries(['etcd', 'kube-apiserver'], report);
  const more = controllers ? await binaries(['kube-controller-manager', 'kube-scheduler'], report) : {};
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const instance = newInstance(randomUUID().replaceAll('-', ''));
  const supervisor = startSupervisor({ instance, timers: systemTimers, random: Math.random, log: silentLog });
  supervisor.path(directory);
  const place = { directory, instance, supervision: supervisor };
  const close = async (parts?: Parts) => {
    if (parts) await stopParts(parts);
    await supervisor.close();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const parts = await prepare(place, {
      programs: { ...base, ...more },
      address: '127.0.0.1',
      ports: await somePorts(),
      serviceRange: SERVICE_RANGE,
      users,
      arguments: { 'kube-apiserver': options.apiServerArguments ?? [] },
    });
    await startParts(parts);
    return await controlPlaneOf(parts, () => close(parts));
  } catch (error) {
    await close();
    throw error;
  }
}

async function somePorts() {
  const [etcdClient = 0, etcdPeer = 0, apiServer = 0, controllerManager = 0, scheduler = 0] = await freePorts(5);
  return { etcdClient, etcdPeer, apiServer, controllerManager, scheduler };
}

/** What people and tests get of the parts of a control plane. */
export async function controlPlaneOf(parts: Parts, close: () => Promise<void>): Promise<ControlPlane> {
  const { apiServer, etcd, controllers, credentials, tokens } = parts;
  return {
    url: apiServer.url,
    certificateAuthority: await credentials.authority.certificate(),
    adminToken: tokens.of(ADMIN.user) ?? '',
    apiServer,
    etcd: etcd.process,
    controllers,
    token: (user) => tokens.of(user),
    kubeconfig: (user = ADMIN.user) => kubeconfigFor(parts, user, 'dungeon-master'),
    clientCertificate: async (identity) =>
      readKeyPair(await credentials.authority.client(`client-${randomUUID()}`, identity)),
    compact: () => etcd.compact(),
    close,
  };
}
