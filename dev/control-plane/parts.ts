import { mkdir } from 'node:fs/promises';
import { settle } from '#dev/processes/settle.ts';
import { join } from 'node:path';
import type { Daemon } from '#dev/processes/daemon.ts';
import { ApiServer } from './api-server.ts';
import type { Identity } from './certificates.ts';
import { controllerManager, scheduler } from './controllers.ts';
import { credentialsIn, type Credentials } from './credentials.ts';
import { Etcd } from './etcd.ts';
import { kubeconfigOf } from './kubeconfig.ts';
import type { Place } from './place.ts';
import { Tokens } from './tokens.ts';

export const ADMIN: Identity = { user: 'admin', groups: ['system:masters'] };
/** A token of theirs needs no renewal; what each may do is bound by the API server itself (RBAC, "Core component roles"). */
const CONTROLLER_MANAGER: Identity = { user: 'system:kube-controller-manager' };
const SCHEDULER: Identity = { user: 'system:kube-scheduler' };

/** Every port of a control plane on its machine; kept, so that it is started again where it was. */
export interface ControlPlanePorts {
  readonly etcdClient: number;
  readonly etcdPeer: number;
  readonly apiServer: number;
  readonly controllerManager: number;
  readonly scheduler: number;
}

export type ControlPlaneProgram = 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler';

export interface PartsOptions {
  readonly programs: Readonly<Record<'etcd' | 'kube-apiserver', string>> &
    Readonly<Partial<Record<ControlPlaneProgram, string>>>;
  /** Of the API server: loopback, or an address that nodes reach. */
  readonly address: string;
  readonly ports: ControlPlanePorts;
  readonly serviceRange: string;
  readonly users: readonly Identity[];
  readonly arguments: Readonly<Partial<Record<ControlPlaneProgram, readonly string[]>>>;
}

/** The programs of a control plane, not started yet, and what one needs to talk to it. */
export interface Parts {
  readonly etcd: Etcd;
  readonly apiServer: ApiServer;
  /** kube-controller-manager and kube-scheduler, as far as there are programs for them. */
  readonly controllers: readonly Daemon[];
  readonly credentials: Credentials;
  readonly tokens: Tokens;
}

/** Makes the keys, tokens and files of a control plane in its directory; what is there is kept. */
export async function prepare(place: Place, options: PartsOptions): Promise<Parts> {
  const { programs, address, ports, serviceRange } = options;
  await mkdir(place.directory, { recursive: true, mode: 0o700 });
  const credentials = await credentialsIn(place.directory, [address, firstOf(serviceRange)]);
  const tokens = new Tokens(join(place.directory, 'tokens.csv'));
  tokens.add([ADMIN, CONTROLLER_MANAGER, SCHEDULER, ...options.users]);
  const etcd = new Etcd(place, { program: programs.etcd, clientPort: ports.etcdClient, peerPort: ports.etcdPeer });
  const apiServer = new ApiServer(place, {
    program: programs['kube-apiserver'],
    address,
    port: ports.apiServer,
    serviceRange,
    credentials,
    tokens,
    etcd,
    arguments: options.arguments['kube-apiserver'] ?? [],
  });
  const controllers = await controllersOf(place, options, { etcd, apiServer, credentials, tokens, controllers: [] });
  return { etcd, apiServer, controllers, credentials, tokens };
}

/** Starts all that does not run; resolves when the API server is ready. */
export async function startParts({ etcd, apiServer, controllers }: Parts): Promise<void> {
  await etcd.process.start();
  await etcd.ready();
  await apiServer.start();
  await apiServer.ready();
  for (const one of controllers) await one.start();
}

/** The reverse: an API server that cannot reach etcd any more waits instead of ending. */
export async function stopParts({ etcd, apiServer, controllers }: Parts): Promise<void> {
  await Promise.all([...controllers.map((one) => one.kill('SIGKILL')), apiServer.kill('SIGKILL')]);
  await etcd.process.kill('SIGKILL');
}

/** What names a user's way in. @throws when the user has no token */
export async function kubeconfigFor(
  { apiServer, credentials, tokens }: Parts,
  user: string,
  name: string,
): Promise<string> {
  const token = tokens.of(user);
  if (token === undefined) throw new Error(`no token was made for ${user}`);
  const certificateAuthority = await credentials.authority.certificate();
  return kubeconfigOf({ server: apiServer.url, certificateAuthority, token, user, name });
}

async function controllersOf(place: Place, options: PartsOptions, parts: Parts): Promise<readonly Daemon[]> {
  const made = { 'kube-controller-manager': controllerManager, 'kube-scheduler': scheduler };
  const users = { 'kube-controller-manager': CONTROLLER_MANAGER.user, 'kube-scheduler': SCHEDULER.user };
  const ports = {
    'kube-controller-manager': options.ports.controllerManager,
    'kube-scheduler': options.ports.scheduler,
  };
  const found: Daemon[] = [];
  for (const name of ['kube-controller-manager', 'kube-scheduler'] as const) {
    const program = options.programs[name];
    if (program === undefined) continue;
    const kubeconfigFile = join(place.directory, `${name}.kubeconfig`);
    await settle(kubeconfigFile, await kubeconfigFor(parts, users[name], 'control-plane'));
    const { credentials } = parts;
    const args = options.arguments[name] ?? [];
    found.push(made[name](place, { program, kubeconfigFile, securePort: ports[name], credentials, arguments: args }));
  }
  return found;
}

/** The API server's own Service gets the first address of the range (kubernetes.io: `--service-cluster-ip-range`). */
const firstOf = (range: string): string => range.replace(/\.\d+\/\d+$/, '.1');
