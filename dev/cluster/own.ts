import { mkdir } from 'node:fs/promises';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { xdgDirectory } from '#apps/up/world/xdg.ts';
import type { Report } from '#dev/binaries/progress.ts';
import { withLock } from '#dev/processes/lock.ts';
import { startCluster, type Cluster } from './cluster.ts';
import { programsFor } from './programs.ts';
import { clusterReady } from './ready.ts';
import { removeCluster } from './removal.ts';
import { demandMachine } from './requirements.ts';

/** The cluster of the people on this machine; those of tests have other numbers. */
export const OWN = 0;

export const clustersDirectory = (): string => join(xdgDirectory(process.env, 'XDG_STATE_HOME'), 'clusters');
export const directoryOf = (number: number): string => join(clustersDirectory(), String(number));

export interface Raised {
  readonly cluster: Cluster;
  /** Nothing had to be started. */
  readonly ranAlready: boolean;
}

/**
 * Starts what does not run of the machine's own cluster, and leaves it running. Goes on where it was interrupted.
 * @param nodes for a new one; another keeps what it has
 */
export const raiseOwn = (nodes: number, report: Report): Promise<Raised> =>
  alone(report, async (plugins) => {
    const programs = await programsFor(report);
    const directory = directoryOf(OWN);
    const before = processesIn(directory);
    const close = () => removeCluster(OWN, directory);
    const cluster = await startCluster({ number: OWN, directory, nodes, programs, plugins, report, close });
    await clusterReady(cluster, report);
    return { cluster, ranAlready: before !== '' && before === processesIn(directory) };
  });

/** What is written about processes changes with every start. */
const processesIn = (directory: string): string =>
  globSync(join(directory, 'pids', '*'))
    .toSorted()
    .map((file) => readFileSync(file, 'utf8'))
    .join('');

/** @returns whether there was one */
export const removeOwn = (report: Report): Promise<boolean> =>
  alone(report, async () => {
    const was = existsSync(directoryOf(OWN));
    await removeCluster(OWN, directoryOf(OWN));
    return was;
  });

async function alone<Result>(report: Report, task: (plugins: string) => Promise<Result>): Promise<Result> {
  const plugins = await demandMachine();
  await mkdir(clustersDirectory(), { recursive: true, mode: 0o700 });
  const say = (holder: number) => report(`waiting for process ${holder}, which starts or removes the cluster`);
  return withLock(`${directoryOf(OWN)}.lock`, say, () => task(plugins));
}
