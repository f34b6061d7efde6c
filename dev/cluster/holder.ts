import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readProcesses } from '#adapters/local/processes/process-table.ts';
import { daemonIn, type Place } from '#dev/control-plane/place.ts';
import type { Daemon } from '#dev/processes/daemon.ts';
import { waitFor } from '#dev/processes/wait.ts';
import type { NodePlan } from './plan.ts';

const PREPARED_MS = 20_000;

/**
 * What runs first in a node. Its mounts are shared within the node, as a kubelet needs it, and with nobody outside.
 * The directories that containerd, the CNI plugins and the kubelet know by fixed names are the node's own.
 * `mount -n` keeps no list of its own in /run: the first ones would write it on the host.
 */
const PREPARE = `set -e
mount -n --make-rshared /
mount -n -t tmpfs -o mode=0755 tmpfs /run
mount -n --bind "$1/var-lib" /var/lib
mount -n --bind "$1/var-log" /var/log
echo 1 > /proc/sys/net/ipv4/ip_forward
echo 1 > /proc/sys/net/bridge/bridge-nf-call-iptables
: > "$1/prepared"
exec "$2"
`;

/**
 * The namespaces of a node (mounts, network, processes), held by its first process: when that one is killed, the kernel
 * ends all that runs in the node, pods too, and takes back mounts and links (pid_namespaces(7)).
 */
export class Holder {
  readonly #node: NodePlan;
  readonly #process: Daemon;

  constructor(place: Place, node: NodePlan, pause: string) {
    this.#node = node;
    const unshare = ['unshare', '--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
    const command = [...unshare, 'sh', '-c', PREPARE, node.name, node.directory, pause];
    this.#process = daemonIn(place, node.name, command);
  }

  /** Does nothing when it runs. @returns the process whose namespaces they are */
  async start(): Promise<number> {
    if (!this.#process.isRunning) {
      rmSync(this.#prepared, { force: true });
      for (const directory of ['var-lib', 'var-log'])
        mkdirSync(join(this.#node.directory, directory), { recursive: true });
      await this.#process.start();
    }
    await waitFor(`the namespaces of ${this.#node.name}`, PREPARED_MS, () => {
      this.#process.demandRunning();
      return existsSync(this.#prepared);
    });
    return this.#first;
  }

  get isRunning(): boolean {
    return this.#process.isRunning;
  }

  kill(): Promise<void> {
    return this.#process.kill('SIGKILL');
  }

  get #prepared(): string {
    return join(this.#node.directory, 'prepared');
  }

  get #first(): number {
    const parent = this.#process.id;
    const found = readProcesses().find((one) => one.parent === parent && !one.ended);
    if (found === undefined) throw new Error(`${this.#node.name} has no first process`);
    return found.id;
  }
}

/** How a command is run in a node. Not `ip netns exec`: it would mount another /sys, without cgroups. */
export const enter = (holder: number, command: readonly string[]): readonly string[] => [
  'nsenter',
  `--target=${holder}`,
  '--mount',
  '--net',
  '--pid',
  '--',
  ...command,
];
