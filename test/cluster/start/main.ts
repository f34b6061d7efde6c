import { reportToPeople as report } from '#dev/binaries/progress.ts';
import { startCluster } from '#dev/cluster/cluster.ts';
import { programsFor } from '#dev/cluster/programs.ts';
import { clusterReady } from '#dev/cluster/ready.ts';
import { demandMachine } from '#dev/cluster/requirements.ts';

/** `node test/cluster/start/main.ts NUMBER DIRECTORY`: starts a cluster and leaves it running, to be interrupted. */
const [, , number, directory = ''] = process.argv;
const plugins = await demandMachine();
const programs = await programsFor(report);
const close = () => Promise.reject(new Error('the test removes it'));
const start = { number: Number(number), directory, nodes: 2, programs, plugins, report, close };
await clusterReady(await startCluster(start), report);
