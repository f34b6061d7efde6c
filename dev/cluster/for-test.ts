import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newInstance } from '#adapters/local/processes/owner.ts';
import { reportToPeople, type Report } from '#dev/binaries/progress.ts';
import type { Identity } from '#dev/control-plane/certificates.ts';
import { ask } from '#dev/processes/run.ts';
import { CodedError } from '#lib/coded-error.ts';
import { startCluster, type Cluster } from './cluster.ts';
import { directoryOf, OWN } from './own.ts';
import { CLUSTERS, planOf } from './plan.ts';
import { programsFor } from './programs.ts';
import { clusterReady } from './ready.ts';
import { demandMachine } from './requirements.ts';
import { oneClaimAtATime, OWNER_FILE, sweep } from './sweep.ts';

export interface TestClusterOptions {
  readonly nodes: number;
  /** Besides `admin`: each gets a token. */
  readonly users?: readonly Identity[];
  readonly apiServerArguments?: readonly string[];
  readonly report?: Report;
}

/**
 * Starts a cluster of a test's own, beside any other on this machine; resolves when its nodes are ready and names are
 * answered. It ends with this process, however that ends.
 */
export async function startTestCluster(options: TestClusterOptions): Promise<Cluster> {
  const { report = reportToPeople } = options;
  const plugins = await demandMachine();
  const programs = await programsFor(report);
  const number = await claim(report);
  const directory = directoryOf(number);
  const close = janitorOf(number);
  try {
    const cluster = await startCluster({ ...options, number, directory, programs, plugins, report, close });
    await clusterReady(cluster, report);
    return cluster;
  } catch (error) {
    await close();
    throw error;
  }
}

/** Takes the first number that is free: a bridge is made by one process only. */
const claim = (report: Report): Promise<number> =>
  oneClaimAtATime(async () => {
    await sweep(report);
    for (let number = OWN + 1; number < CLUSTERS; number++) {
      const { bridge, directory } = planOf(number, directoryOf(number), 1);
      const { code } = await ask(['ip', 'link', 'add', bridge, 'type', 'bridge']);
      if (code !== 0) continue;
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await writeFile(join(directory, OWNER_FILE), newInstance(randomUUID().replaceAll('-', '')));
      return number;
    }
    throw new CodedError('NoFreeCluster', `all ${CLUSTERS - 1} numbers for clusters of tests are taken`, {
      source: 'user',
      next: 'make cluster-down removes those whose tests have ended',
    });
  });

/** A process that removes the cluster when we close its pipe, or end. @returns closes it and waits for it */
function janitorOf(number: number): () => Promise<void> {
  const main = fileURLToPath(new URL('janitor/main.ts', import.meta.url));
  const janitor = spawn(process.execPath, [main, String(number)], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  janitor.unref();
  const ended = new Promise<number | null>((resolve) => void janitor.once('exit', resolve));
  return async () => {
    janitor.ref();
    janitor.stdin.end();
    const code = await ended;
    if (code !== 0) throw new Error(`cluster ${number} was not removed: its janitor ended with ${code}`);
  };
}
