import { waitFor } from '#dev/processes/wait.ts';
import type { Daemon } from '#dev/processes/daemon.ts';
import type { Credentials } from './credentials.ts';
import type { Etcd } from './etcd.ts';
import { get } from './http.ts';
import { daemonIn, type Place } from './place.ts';
import type { Tokens } from './tokens.ts';

const READY_MS = 120_000;

export interface ApiServerOptions {
  readonly program: string;
  readonly address: string;
  readonly port: number;
  readonly serviceRange: string;
  readonly credentials: Credentials;
  readonly tokens: Tokens;
  readonly etcd: Etcd;
  readonly arguments: readonly string[];
}

/** kube-apiserver, to be killed, frozen and started again on the same port. */
export class ApiServer {
  readonly url: string;
  readonly #process: Daemon;
  readonly #options: ApiServerOptions;

  constructor(place: Place, options: ApiServerOptions) {
    this.#options = options;
    this.url = `https://${options.address}:${options.port}`;
    this.#process = daemonIn(place, 'kube-apiserver', [options.program, ...argumentsOf(options)]);
  }

  get isRunning(): boolean {
    return this.#process.isRunning;
  }

  /** Starts it unless it runs; `ready` says when it answers. */
  start(): Promise<void> {
    return this.#process.start();
  }

  kill(signal?: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    return this.#process.kill(signal);
  }

  /** It holds its connections and answers nothing, until `resume`. */
  freeze(): void {
    this.#process.freeze();
  }

  resume(): void {
    this.#process.resume();
  }

  /** Resolves when it says of itself that it is ready (kubernetes.io: API health endpoints). @throws `NotInTime`, `ProcessEnded` */
  async ready(withinMs: number = READY_MS): Promise<void> {
    const certificateAuthority = await this.#options.credentials.authority.certificate();
    const token = this.#options.tokens.of('admin') ?? '';
    await waitFor(`${this.url}/readyz`, withinMs, async (timeoutMs) => {
      this.#process.demandRunning();
      const { status, body } = await get({ url: `${this.url}/readyz`, certificateAuthority, token, timeoutMs });
      if (status !== 200) throw new Error(`${status} ${body}`);
      return true;
    });
  }
}

function argumentsOf(options: ApiServerOptions): readonly string[] {
  const { address, port, serviceRange, credentials, tokens, etcd } = options;
  return [
    `--bind-address=${address}`,
    `--secure-port=${port}`,
    `--etcd-servers=${etcd.url}`,
    `--service-cluster-ip-range=${serviceRange}`,
    '--authorization-mode=Node,RBAC',
    '--enable-admission-plugins=NodeRestriction',
    '--allow-privileged=true',
    '--profiling=false',
    ...reachedAt(address),
    ...trust(credentials, tokens),
    ...options.arguments,
  ];
}

/** An address of loopback may not stand in the endpoints of the Service `kubernetes`; then nobody in a pod needs it. */
const reachedAt = (address: string): readonly string[] => [
  `--advertise-address=${address}`,
  ...(address.startsWith('127.') ? ['--endpoint-reconciler-type=none'] : []),
];

function trust(credentials: Credentials, tokens: Tokens): readonly string[] {
  const { authority, server, kubeletClient, proxyClient, serviceAccounts } = credentials;
  return [
    `--client-ca-file=${authority.certificateFile}`,
    `--token-auth-file=${tokens.file}`,
    `--tls-cert-file=${server.certificateFile}`,
    `--tls-private-key-file=${server.keyFile}`,
    `--kubelet-client-certificate=${kubeletClient.certificateFile}`,
    `--kubelet-client-key=${kubeletClient.keyFile}`,
    `--kubelet-certificate-authority=${authority.certificateFile}`,
    '--kubelet-preferred-address-types=InternalIP',
    `--requestheader-client-ca-file=${authority.certificateFile}`,
    '--requestheader-allowed-names=front-proxy-client',
    '--requestheader-username-headers=X-Remote-User',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    `--proxy-client-cert-file=${proxyClient.certificateFile}`,
    `--proxy-client-key-file=${proxyClient.keyFile}`,
    '--enable-aggregator-routing=true',
    '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    `--service-account-key-file=${serviceAccounts.certificateFile}`,
    `--service-account-signing-key-file=${serviceAccounts.keyFile}`,
  ];
}
