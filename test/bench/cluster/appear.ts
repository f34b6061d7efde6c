import { type Write, environmentOf, writtenBy } from './recorder.ts';
import { startRunning, type Running } from './controller.ts';
import { BenchGitHub } from './github.ts';
import { startPlane, type Plane } from './plane.ts';
import { replay } from './replay.ts';
import { settled, whenWritten } from './settling.ts';

/** What was made when pull requests appeared, and goes on running. */
export interface World {
  readonly plane: Plane;
  readonly github: BenchGitHub;
  readonly running: Running;
  close(): Promise<void>;
}

export interface Appeared {
  /** From the resync to the last object of the last environment. */
  readonly tookMs: number;
  /** CPU of this process meanwhile: ours, and that of the emulated GitHub in it. */
  readonly ownCpuMs: number;
  /** CPU of the control plane meanwhile. */
  readonly planeCpuMs: number;
  /** What was written until then. */
  readonly writes: readonly Write[];
}

/** What an environment is made of; the Deployment is written last. */
const LAST = 'deployments';

/** An idle controller with nothing to do. */
export async function startWorld(): Promise<World> {
  const github = await BenchGitHub.create();
  const plane = await startPlane(github.repository);
  const running = await startRunning(plane, github);
  await settled(running.client);
  const close = async (): Promise<void> => {
    await running.stop();
    await plane.close();
  };
  return { plane, github, running, close };
}

/** So many pull requests appear at once, and the controller finds them by one resync. */
export async function appear({ github, plane, running }: World, count: number): Promise<Appeared> {
  const { client, controller } = running;
  await github.open(count);
  client.forget();
  const left = new Set<string>();
  for (const { number } of github.state.repositories[0]?.pullRequests ?? []) left.add(`shop-pr-${number}`);
  const last = whenWritten(client, ({ request }) => {
    if (writtenBy(request).plural === LAST) left.delete(environmentOf(request) ?? '');
    return left.size === 0;
  });
  const cpu = process.cpuUsage();
  const planeCpu = plane.cpuMs();
  const began = performance.now();
  controller.resync('shop');
  const ended = await last;
  const { user, system } = process.cpuUsage(cpu);
  const planeCpuMs = plane.cpuMs() - planeCpu;
  return { tookMs: ended - began, ownCpuMs: (user + system) / 1000, planeCpuMs, writes: client.writes };
}

/** The same writes on a control plane of its own by a bare client. */
export async function replayed({ github }: World, writes: readonly Write[]): Promise<Omit<Appeared, 'writes'>> {
  const plane = await startPlane(github.repository);
  try {
    const cpu = process.cpuUsage();
    const planeCpu = plane.cpuMs();
    const tookMs = await replay(plane.target, writes);
    const { user, system } = process.cpuUsage(cpu);
    return { tookMs, ownCpuMs: (user + system) / 1000, planeCpuMs: plane.cpuMs() - planeCpu };
  } finally {
    await plane.close();
  }
}
