import { World } from './world.ts';
import { live } from './history.ts';
const [seed, task, app] = process.argv.slice(2);
const w = new World(Number(seed));
await live(w, { acts: 40, faults: 12 });
for (const d of w.hub.repository.deployments.filter((d) => d.task === task && (d.payload as any).application === app)) {
  const p = d.payload as any;
  console.log(
    d.id,
    new Date(d.createdAt).toISOString().slice(11, 23),
    'seq',
    p.seq,
    'prev',
    p.previous,
    d.sha.slice(0, 7),
    w.hub.repository.deploymentStatuses
      .filter((s) => s.deploymentId === d.id)
      .map((s) => new Date(s.createdAt).toISOString().slice(14, 23) + ' ' + s.state + ' ' + s.description)
      .join(' | '),
  );
}
