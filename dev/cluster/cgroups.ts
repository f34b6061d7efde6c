import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where hierarchies of cgroups are mounted: several of version 1, or the one of version 2, or both. */
interface Hierarchy {
  readonly path: string;
  readonly version: 1 | 2;
}

function hierarchies(): readonly Hierarchy[] {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  return mounts.flatMap((line): readonly Hierarchy[] => {
    const [, path = '', type] = line.split(' ');
    if (type === 'cgroup') return [{ path, version: 1 }];
    return type === 'cgroup2' ? [{ path, version: 2 }] : [];
  });
}

/** Makes a cgroup in every hierarchy: a kubelet makes its own below it, and takes what has to be there for granted. */
export function makeCgroup(name: string): void {
  for (const { path, version } of hierarchies()) {
    if (version === 2) passOn(path);
    const directory = join(path, name);
    mkdirSync(directory, { recursive: true });
    if (version === 2) passOn(directory);
    else fillCpuset(path, directory);
  }
}

/** Removes a cgroup and all below it. @returns whether nothing is left; a process that has not quite ended keeps one */
export function removeCgroup(name: string): boolean {
  const directories = hierarchies().map(({ path }) => join(path, name));
  for (const directory of directories) if (existsSync(directory)) removeTree(directory);
  return directories.every((directory) => !existsSync(directory));
}

/** The files of a cgroup are not removed: they go with it (cgroups(7)). */
function removeTree(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) removeTree(join(directory, entry.name));
  }
  try {
    rmdirSync(directory);
  } catch {
    // EBUSY: somebody is still in it.
  }
}

/** A cpuset of version 1 begins empty, and nothing may run in an empty one (cpuset(7)). */
function fillCpuset(parent: string, directory: string): void {
  for (const file of ['cpuset.cpus', 'cpuset.mems']) {
    if (!existsSync(join(parent, file))) continue;
    writeFileSync(join(directory, file), readFileSync(join(parent, file)));
  }
}

/** Controllers of version 2 have to be handed down from each cgroup to those in it (cgroups(7)). */
function passOn(directory: string): void {
  const controllers = readFileSync(join(directory, 'cgroup.controllers'), 'utf8').trim().split(' ');
  for (const controller of controllers.filter((one) => one !== '')) {
    writeFileSync(join(directory, 'cgroup.subtree_control'), `+${controller}`);
  }
}
