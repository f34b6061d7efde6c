import { appear, replayed, startWorld, type Appeared, type World } from './appear.ts';
import type { Figure } from './figures.ts';
import { median } from './median.ts';
import { environmentOf, writtenBy, type Write } from './recorder.ts';
import { settled } from './settling.ts';
import { seconds, tell } from './tell.ts';

export interface ApplyRuns {
  readonly figure: Figure;
  /** By the first of them, when nothing more came. */
  readonly writes: Figure;
  /** The last one, which goes on. */
  readonly world: World;
}

/** Pairs of ours and a replay of what it wrote, one after the other, each on a control plane of its own. */
export async function applyRuns(name: 'apply-300' | 'apply-1000', count: number, pairs: number): Promise<ApplyRuns> {
  const took: number[] = [];
  const ratios: number[] = [];
  let writes: Figure | undefined;
  for (let pair = 1; ; pair += 1) {
    const world = await startWorld();
    try {
      const ours = await appear(world, count);
      await settled(world.running.client);
      writes ??= writesPerEnvironment(world.running.client.writes, count);
      const isLast = pair === pairs;
      if (!isLast) await world.close();
      const bare = await replayed(world, ours.writes);
      took.push(ours.tookMs);
      ratios.push(ours.tookMs / bare.tookMs);
      tellPair(name, ours, bare);
      if (isLast)
        return { figure: { name, value: median(took) / 1000, unit: 's', ratio: median(ratios) }, writes, world };
    } catch (error) {
      await world.close();
      throw error;
    }
  }
}

type Spent = Omit<Appeared, 'writes'>;

const cpuOf = ({ ownCpuMs, planeCpuMs }: Spent): number => ownCpuMs + planeCpuMs;
const spent = ({ tookMs, ownCpuMs, planeCpuMs }: Spent): string =>
  `${seconds(tookMs)}, CPU ${seconds(ownCpuMs)} and ${seconds(planeCpuMs)} of the control plane`;

/** CPU says the same where other programs share the machine. */
function tellPair(name: string, { writes, ...ours }: Appeared, bare: Spent): void {
  const [byTime, byCpu] = [ours.tookMs / bare.tookMs, cpuOf(ours) / cpuOf(bare)].map((ratio) => ratio.toFixed(2));
  tell(`${name}: ${writes.length} writes in ${spent(ours)}`);
  tell(`${name}: bare in ${spent(bare)}: ratio ${byTime}, by CPU ${byCpu}`);
}

/** Its objects, and what was written of the Environment itself. */
const OWN = 3;

function writesPerEnvironment(all: readonly Write[], count: number): Figure {
  const ours = all.filter(({ request }) => environmentOf(request) !== undefined);
  const objects = new Set(ours.map(({ request }) => request.path).filter((path) => !/\/environments\//.test(path)));
  const byKind = Map.groupBy(ours, ({ request }) => {
    const { plural, subresource } = writtenBy(request);
    return subresource === undefined ? plural : `${plural}/${subresource}`;
  });
  tell(
    `writes for each environment: ${[...byKind].map(([kind, { length }]) => `${kind} ${(length / count).toFixed(2)}`).join(', ')}`,
  );
  const value = ours.length / count;
  const ratio = value / (objects.size / count + OWN);
  return { name: 'writes-per-environment', value, unit: 'writes', ratio };
}
