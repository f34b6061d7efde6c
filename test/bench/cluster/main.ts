import { mkdir, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { appear, startWorld, type World } from './appear.ts';
import { applyRuns } from './apply.ts';
import { judge, rounded, type Figure } from './figures.ts';
import { pushes, type Pushed } from './push.ts';
import { quietMinute } from './quiet.ts';
import { restart } from './restart.ts';
import { settled } from './settling.ts';
import { seconds, tell } from './tell.ts';

/**
 * What the controller does on a real API server beside what can be had of that server at all: `node main.ts [PAIRS]`.
 * Everything is compared within this run.
 */
const FEW = 10;
const SOME = 300;
const MANY = 1_000;
const PUSHES = 15;
/** Of GitHub, one behind the other, from a hint to the Deployment. */
const MOST_ROUND_TRIPS = 2;
const FILE = new URL('../../../build/bench.json', import.meta.url);

const pairs = Number(process.argv[2] || 5);

interface Measured {
  readonly figures: readonly Figure[];
  readonly roundTrips: number;
}

async function measure(): Promise<Measured> {
  const few = await amongFew();
  const some = await applyRuns('apply-300', SOME, pairs);
  await some.world.close();
  const many = await applyRuns('apply-1000', MANY, pairs);
  const { found, quiet } = await amongMany(many.world);
  const figures = [some.figure, many.figure, some.writes, ...pushFigures(few, found), quiet, ...(await ofProcesses())];
  return { figures: figures.map(rounded), roundTrips: Math.max(few.roundTrips, found.roundTrips) };
}

async function amongFew(): Promise<Pushed> {
  const world = await startWorld();
  try {
    await appear(world, FEW);
    await settled(world.running.client);
    return await pushed(world, FEW);
  } finally {
    await world.close();
  }
}

async function amongMany(world: World): Promise<{ readonly found: Pushed; readonly quiet: Figure }> {
  try {
    const found = await pushed(world, MANY);
    await settled(world.running.client);
    // Our own comments make pull requests newer, which the next resync notes down.
    world.running.controller.resync('shop');
    await settled(world.running.client);
    const { writes, renewals, reads } = await quietMinute(world);
    tell(`a quiet minute: ${writes} writes, ${renewals} renewals of the Lease, ${reads} reads`);
    return { found, quiet: { name: 'quiet-writes', value: writes, unit: 'writes', ratio: writes } };
  } finally {
    await world.close();
  }
}

async function pushed(world: World, among: number): Promise<Pushed> {
  const found = await pushes(world, PUSHES);
  const { pushMs, rawMs, roundTrips } = found;
  tell(
    `a push among ${among}: ${pushMs.toFixed(1)} ms, a bare apply ${rawMs.toFixed(1)} ms, GitHub asked ${roundTrips} times in a row`,
  );
  return found;
}

const ratioOf = ({ pushMs, rawMs }: Pushed): number => pushMs / rawMs;

function pushFigures(few: Pushed, many: Pushed): readonly Figure[] {
  const growth = ratioOf(many) / ratioOf(few);
  return [
    { name: 'push-10', value: few.pushMs, unit: 'ms', ratio: ratioOf(few) },
    { name: 'push-1000', value: many.pushMs, unit: 'ms', ratio: ratioOf(many) },
    { name: 'push-growth', value: growth, unit: 'times', ratio: growth },
  ];
}

async function ofProcesses(): Promise<readonly Figure[]> {
  const { emptyMb, memoryMb, filledMs, reconciledMs, comparedMs, listMs, written } = await restart(MANY);
  tell(`a new process: caches full after ${seconds(filledMs)}, all looked at after ${seconds(reconciledMs)}`);
  tell(`and all compared with GitHub after ${seconds(comparedMs)}, which plays on the same two cores`);
  if (written > 0) throw new Error(`a new process wrote ${written} objects that were right`);
  return [
    { name: 'memory-1000', value: memoryMb, unit: 'MB', ratio: memoryMb / emptyMb },
    { name: 'restart-1000', value: reconciledMs / 1000, unit: 's', ratio: reconciledMs / listMs },
  ];
}

function report({ figures, roundTrips }: Measured): boolean {
  const judged = figures.map(judge);
  const rows = judged.map(({ name, value, unit, ratio, to, limit, isKept }) => [
    name,
    { value: `${value} ${unit}`, ratio, 'ratio to': to, limit, kept: isKept ? 'yes' : 'NO' },
  ]);
  console.table(Object.fromEntries(rows));
  const isShort = roundTrips <= MOST_ROUND_TRIPS;
  console.log(
    `GitHub is asked ${roundTrips} times in a row for a push; the limit is ${MOST_ROUND_TRIPS}${isShort ? '' : ': BROKEN'}`,
  );
  return isShort && judged.every(({ isKept }) => isKept);
}

const load = () =>
  loadavg()
    .map((one) => one.toFixed(1))
    .join(' ');

tell(`${pairs} pairs; load of the machine ${load()}`);
const measured = await measure();
tell(`load of the machine ${load()}`);
await mkdir(new URL('.', FILE), { recursive: true });
await writeFile(FILE, `${JSON.stringify(measured.figures, undefined, 2)}\n`);
if (!report(measured)) process.exitCode = 1;
