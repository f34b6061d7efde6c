import { parseArgs } from 'node:util';
import { reportToPeople as report } from '#dev/binaries/progress.ts';
import { complain } from '#dev/complain.ts';
import { raiseOwn, removeOwn } from './own.ts';
import { NODES } from './plan.ts';
import { oneClaimAtATime, sweep } from './sweep.ts';
import { summaryOf } from './summary.ts';

/** `node dev/cluster/main.ts up [--nodes N] | down`: the machine's own Kubernetes. */
const { positionals, values } = parseArgs({ allowPositionals: true, options: { nodes: { type: 'string' } } });
const nodes = Number(values.nodes ?? 2);
const [command] = positionals;
const isCommand = command === 'up' || command === 'down';
if (!isCommand || !Number.isInteger(nodes) || nodes < 1 || nodes > NODES) {
  console.error(`usage: node dev/cluster/main.ts up [--nodes 1-${NODES}] | down`);
  process.exit(2);
}
const started = performance.now();
try {
  if (command === 'up') {
    const { cluster, ranAlready } = await raiseOwn(nodes, report);
    console.log(summaryOf(cluster, ranAlready ? undefined : (performance.now() - started) / 1000));
    if (values.nodes !== undefined && cluster.nodes.length !== nodes) {
      console.log(`It has ${cluster.nodes.length} nodes; for ${nodes}, run make cluster-down first.`);
    }
  } else {
    const was = await removeOwn(report);
    const left = await oneClaimAtATime(() => sweep(report));
    console.log(
      was || left > 0 ? 'removed: no process, link, rule, cgroup or file of it is left' : 'there was no cluster',
    );
  }
} catch (error) {
  process.exitCode = complain(error);
}
