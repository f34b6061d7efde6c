import { mkdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
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

/** Starts what does not run of the machine's own cluster, and leaves it running. Goes on where it was interrupted. */
export const raiseOwn = (nodes: number, report: Report): Promise<Cluster> =>
  alone(report, async () => {
    const plugins = await demandMachine();
    const programs = await programsFor(report);
    const directory = directoryOf(OWN);
    const close = () => removeCluster(OWN, directory);
    const cluster = await startCluster({ number: OWN, directory, nodes, programs, plugins, report, close });
    await clusterReady(cluster, report);
    return cluster;
  });

/** @returns whether there was one */
export const removeOwn = (report: Report): Promise<boolean> =>
  alone(report, async () => {
    await demandMachine();
    const was = existsSync(directoryOf(OWN));
    await removeCluster(OWN, directoryOf(OWN));
    return was;
  });

async function alone<Result>(report: Report, task: () => Promise<Result>): Promise<Result> {
  await mkdir(clustersDirectory(), { recursive: true, mode: 0o700 });
  const say = (holder: number) => report(`waiting for process ${holder}, which starts or removes the cluster`);
  return withLock(`${directoryOf(OWN)}.lock`, say, task);
}
