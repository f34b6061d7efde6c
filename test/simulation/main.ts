import { live } from './history.ts';
import { forbidTheRealWorld } from './guard.ts';
import { lineOf } from './trace.ts';
import { judge } from './verdict.ts';
import { World } from './world.ts';

const now = performance.now.bind(performance);
forbidTheRealWorld();
const [first = '1', count = '1', flag] = process.argv.slice(2);
const begin = now();
for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
  const world = new World(seed);
  try {
    await live(world, { acts: Number(process.env['ACTS'] ?? 40), faults: Number(process.env['FAULTS'] ?? 12) });
  } catch (error) {
    console.log(error, world.trace.entries.slice(-60).map(lineOf).join(''));
  }
  if (flag) process.stdout.write(world.trace.entries.map(lineOf).join(''));
  const found = await judge(world);
  for (const one of found) console.log(seed, one.law, new Date(one.at).toISOString().slice(11, 23), one.what);
  console.log(
    `${seed} ${world.trace.digest()} picks ${world.scheduler.picks} entries ${world.trace.entries.length} moments ${world.trace.moments.length}`,
  );
}
console.log(`${Math.round(now() - begin)} ms`, Math.round(process.memoryUsage.rss() / 1e6), 'MB');
