import type { Daemon } from '#dev/processes/daemon.ts';
import type { Credentials } from './credentials.ts';
import { daemonIn, type Place } from './place.ts';

/** Flags for a cluster in which nobody competes for the lead. */
const ALONE = ['--leader-elect=false', '--profiling=false', '--bind-address=127.0.0.1'];

export interface ControllerOptions {
  readonly program: string;
  readonly kubeconfigFile: string;
  readonly securePort: number;
  readonly credentials: Credentials;
  readonly arguments: readonly string[];
}

/** kube-controller-manager. */
export function controllerManager(place: Place, options: ControllerOptions): Daemon {
  const { program, kubeconfigFile, securePort, credentials } = options;
  const { authority, serviceAccounts } = credentials;
  return daemonIn(place, 'kube-controller-manager', [
    program,
    ...ALONE,
    `--kubeconfig=${kubeconfigFile}`,
    `--authentication-kubeconfig=${kubeconfigFile}`,
    `--authorization-kubeconfig=${kubeconfigFile}`,
    `--secure-port=${securePort}`,
    '--use-service-account-credentials=true',
    `--service-account-private-key-file=${serviceAccounts.keyFile}`,
    `--root-ca-file=${authority.certificateFile}`,
    `--cluster-signing-cert-file=${authority.certificateFile}`,
    `--cluster-signing-key-file=${authority.keyFile}`,
    ...options.arguments,
  ]);
}

/** kube-scheduler. */
export const scheduler = (place: Place, options: ControllerOptions): Daemon =>
  daemonIn(place, 'kube-scheduler', [
    options.program,
    ...ALONE,
    `--kubeconfig=${options.kubeconfigFile}`,
    `--authentication-kubeconfig=${options.kubeconfigFile}`,
    `--authorization-kubeconfig=${options.kubeconfigFile}`,
    `--secure-port=${options.securePort}`,
    ...options.arguments,
  ]);
