import { systemTimers } from '#adapters/node/time.ts';
import { sleep } from '#ports/timers.ts';
import { BareClient } from './bare-client.ts';
import { BenchGitHub } from './github.ts';
import { startPlane, type Plane } from './plane.ts';
import { tell } from './tell.ts';
import { ControllerProcess } from './process/controller-process.ts';

/** What a controller has caches of, as far as there is any. */
const COLLECTIONS = [
  '/apis/dungeonmaster.dev/v1alpha1/namespaces/dungeon-master/applications',
  '/apis/dungeonmaster.dev/v1alpha1/namespaces/dungeon-master/environments',
  '/apis/dungeonmaster.dev/v1alpha1/namespaces/dungeon-master/actrequests',
  '/api/v1/namespaces',
  '/api/v1/resourcequotas',
  '/api/v1/limitranges',
  '/apis/networking.k8s.io/v1/networkpolicies',
  '/api/v1/services',
  '/apis/apps/v1/deployments',
  '/api/v1/pods',
];

export interface Restarted {
  /** Resident memory in MB: with nothing to do, and after the work on all of them. */
  readonly emptyMb: number;
  readonly memoryMb: number;
  /** From the start of the process. */
  readonly filledMs: number;
  /** Until every environment, and its report, was looked at once. */
  readonly reconciledMs: number;
  /** Until every pull request was compared with GitHub as well. */
  readonly comparedMs: number;
  /** All of the same kinds by a bare client. */
  readonly listMs: number;
  /** Objects that the new process has written. */
  readonly written: number;
}

/** Pull requests appear before a controller process; then another process takes over. */
export async function restart(count: number): Promise<Restarted> {
  const github = await BenchGitHub.create();
  const plane = await startPlane(github.repository);
  const served = await github.serve();
  const bare = await BareClient.connect(plane.admin);
  try {
    const first = await ControllerProcess.start(plane, served);
    await first.until('it to be ready', ({ isReady }) => isReady);
    const emptyMb = await first.settledMemory();
    await github.open(count);
    await wakeApplication(bare);
    await first.until('every environment', async () => (await counted(bare, '/apis/apps/v1/deployments')) === count);
    await atRest(bare);
    // Our own comments make pull requests newer, which the next resync notes down.
    await wakeApplication(bare);
    await atRest(bare);
    const memoryMb = await first.settledMemory();
    tell(`memory: ${emptyMb.toFixed(0)} MB with nothing to do, ${memoryMb.toFixed(0)} MB after ${count} environments`);
    await first.stop();
    return { emptyMb, memoryMb, ...(await again(plane, served, count)) };
  } finally {
    bare.close();
    await served.close();
    await plane.close();
  }
}

async function again(
  plane: Plane,
  served: Awaited<ReturnType<BenchGitHub['serve']>>,
  count: number,
): Promise<Omit<Restarted, 'emptyMb' | 'memoryMb'>> {
  // The server ends connections on which nothing was asked while memory settled.
  const bare = await BareClient.connect(plane.admin);
  const before = await versions(bare);
  const second = await ControllerProcess.start(plane, served);
  const filledMs = await second.until('full caches', ({ isReady }) => isReady);
  const reconciledMs = await second.until('every environment to be looked at', ({ reconciled }) =>
    [reconciled['environment'], reconciled['report']].every((keys = 0) => keys >= count),
  );
  const comparedMs = await second.until(
    'every pull request to be compared',
    ({ reconciled }) => (reconciled['deliver'] ?? 0) >= count,
  );
  await second.stop();
  const began = performance.now();
  const after = await versions(bare);
  const listMs = performance.now() - began;
  bare.close();
  return { filledMs, reconciledMs, comparedMs, listMs, written: changed(before, after) };
}

const LOOK_MS = 8_000;

/** Resolves when no object has changed for eight seconds. */
async function atRest(bare: BareClient): Promise<void> {
  for (let before = await versions(bare); ;) {
    await sleep(systemTimers, LOOK_MS);
    const now = await versions(bare);
    if (changed(before, now) === 0) return;
    before = now;
  }
}

/** How many objects are new or have another version. */
const changed = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): number =>
  [...after].filter(([object, version]) => before.get(object) !== version).length;

interface Page {
  readonly items: readonly { readonly metadata: { readonly uid: string; readonly resourceVersion: string } }[];
  readonly metadata: { readonly continue?: string; readonly remainingItemCount?: number };
}

async function page(bare: BareClient, path: string, query: Record<string, string>): Promise<Page> {
  const { text } = await bare.send({ method: 'GET', path: `${path}?${new URLSearchParams(query).toString()}` });
  return JSON.parse(text) as Page;
}

/** The version of every object of every kind. */
async function versions(bare: BareClient): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const path of COLLECTIONS) {
    for (let next: string | undefined = ''; next !== undefined;) {
      const { items, metadata } = await page(bare, path, { limit: '500', ...(next && { continue: next }) });
      for (const { metadata: one } of items) found.set(one.uid, one.resourceVersion);
      next = metadata.continue || undefined;
    }
  }
  return found;
}

async function counted(bare: BareClient, path: string): Promise<number> {
  const { items, metadata } = await page(bare, path, { limit: '1' });
  return items.length + (metadata.remainingItemCount ?? 0);
}

/** A change of the registration is looked at at once. */
const wakeApplication = (bare: BareClient) =>
  bare.send({
    method: 'PATCH',
    path: '/apis/dungeonmaster.dev/v1alpha1/namespaces/dungeon-master/applications/shop?fieldManager=somebody',
    contentType: 'application/merge-patch+json',
    body: JSON.stringify({ metadata: { annotations: { looked: String(performance.now()) } } }),
  });
