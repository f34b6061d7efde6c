import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '#lib/coded-error.ts';
import { isProgram } from '#dev/processes/path.ts';
import { ask } from '#dev/processes/run.ts';

/** Where distributions put the plugins of containernetworking: Debian, and most others. */
const CNI_DIRECTORIES = ['/usr/lib/cni', '/opt/cni/bin', '/usr/libexec/cni'];
const CNI_PLUGINS = ['bridge', 'host-local', 'loopback'];
const PROGRAMS = ['containerd', 'ctr', 'runc', 'ip', 'nft', 'unshare', 'nsenter', 'mount', 'openssl'];
/** Packets from one pod of a node to another one pass the rules of Services only with it. */
const BRIDGE_FILTER = '/proc/sys/net/bridge/bridge-nf-call-iptables';

/**
 * @returns where the plugins are
 * @throws `NotRoot`, `ProgramsMissing`, `BridgeFilterMissing`: what a machine with nodes lacks
 */
export async function demandMachine(): Promise<string> {
  if (process.getuid?.() !== 0) {
    throw lacking('NotRoot', 'nodes need root: they are made of namespaces, cgroups and mounts', 'sudo make cluster');
  }
  const plugins = CNI_DIRECTORIES.find((directory) => CNI_PLUGINS.every((name) => existsSync(join(directory, name))));
  const missing = PROGRAMS.filter((name) => !isProgram(name));
  if (plugins === undefined) missing.push(`the CNI plugins ${CNI_PLUGINS.join(', ')}`);
  if (plugins === undefined || missing.length > 0) {
    throw lacking('ProgramsMissing', `this machine has no ${missing.join(', ')}`, 'make machine');
  }
  if (!existsSync(BRIDGE_FILTER)) await ask(['modprobe', 'br_netfilter']);
  if (!existsSync(BRIDGE_FILTER)) {
    throw lacking('BridgeFilterMissing', `the kernel has no ${BRIDGE_FILTER}`, 'modprobe br_netfilter');
  }
  return plugins;
}

const lacking = (code: string, message: string, next: string): CodedError =>
  new CodedError(code, message, { source: 'user', next });
