import { live } from './history.ts';
import { forbidTheRealWorld } from './guard.ts';
import { lineOf } from './trace.ts';

const now = performance.now.bind(performance);
forbidTheRealWorld();
const [first = '1', count = '1', flag] = process.argv.slice(2);
const begin = now();
let last = '';
for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
  const world = await live({ seed, acts: Number(process.env['ACTS'] ?? 40), faults: Number(process.env['FAULTS'] ?? 12) });
  last = `${seed} ${world.trace.digest()} picks ${world.scheduler.picks} entries ${world.trace.entries.length} moments ${world.trace.moments.length}`;
  if (flag) process.stdout.write(world.trace.entries.map(lineOf).join(''));
  console.log(last);
}
console.log(`${Math.round(now() - begin)} ms`, Math.round(process.memoryUsage.rss() / 1e6), 'MB');
