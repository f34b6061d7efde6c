import { strict as assert } from 'node:assert';
import type { TestContext } from 'node:test';
import { systemClock as clock, systemTimers as timers } from '#adapters/node/time.ts';
import { waitFor } from '#dev/processes/wait.ts';
import type { Kind } from '#model/kinds.ts';
import { silentLog as log } from '#ports/log.ts';
import type { Objects, Selection } from '#ports/objects/objects.ts';
import { lease } from '#ports/objects/samples.contract.ts';
import { WatchCache } from '#runtime/watch-cache.ts';

/** However slow the machine is and however long the cache paused: later is never. */
const ALIVE_MS = 120_000;
const fieldManager = 'faults';

/** The Leases of one namespace: a cache, everything its handlers were told, and somebody who changes them. */
export interface ObservedCache {
  /** How often everything was read: by a list or by a watch that begins with everything. */
  fills(): number;
  write(name: string, holder: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Waits until the cache has what is written from now on. @returns after how many milliseconds */
  alive(): Promise<number>;
  /** Nothing was missed, and nothing told twice: by the cache nor by what its handlers made of it. */
  demandEqual(): Promise<void>;
}

export async function observedCache(
  context: TestContext,
  subject: Objects,
  writer: Objects,
  namespace: string,
): Promise<ObservedCache> {
  await writer.apply(
    'Namespace',
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { fieldManager },
  );
  const counted = countFills(subject);
  const options = { objects: counted.objects, timers, clock, random: Math.random, log };
  const cache = new WatchCache('Lease', { namespace }, options);
  const told = new Map<string, string>();
  const repeated: string[] = [];
  cache.onChange(({ metadata: { name, resourceVersion } }, isGone) => {
    if (isGone ? !told.has(name) : told.get(name) === resourceVersion) repeated.push(`${name} ${resourceVersion}`);
    if (isGone) told.delete(name);
    else told.set(name, resourceVersion);
  });
  context.after(() => cache.stop());
  await cache.start();

  let markers = 0;
  const write = async (name: string, holder: string) => {
    await writer.apply('Lease', lease({ name, namespace }, holder), { fieldManager });
  };
  return {
    fills: counted.fills,
    write,
    async remove(name) {
      const found = await writer.get('Lease', { name, namespace });
      if (found) await writer.delete('Lease', { name, namespace }, { ifUid: found.metadata.uid });
    },
    async alive() {
      const began = performance.now();
      const name = `marker-${(markers += 1)}`;
      await write(name, 'nobody');
      await waitFor(`the cache to know ${name}`, ALIVE_MS, () => cache.get({ name, namespace }) !== undefined);
      return Math.round(performance.now() - began);
    },
    async demandEqual() {
      const { items } = await writer.list('Lease', { namespace });
      const versions = (list: typeof items) =>
        list.map(({ metadata: { name, resourceVersion } }) => `${name} ${resourceVersion}`).toSorted();
      assert.deepEqual(versions(cache.list()), versions(items));
      assert.deepEqual([...told].map(([name, version]) => `${name} ${version}`).toSorted(), versions(items));
      assert.deepEqual(repeated, []);
    },
  };
}

function countFills(objects: Objects): { readonly objects: Objects; readonly fills: () => number } {
  let fills = 0;
  const list = <K extends Kind>(kind: K, selection?: Selection) => {
    fills += 1;
    return objects.list(kind, selection);
  };
  return {
    fills: () => fills,
    objects: {
      get: objects.get.bind(objects),
      list,
      watch: (kind, options) => {
        if (options.sendInitialEvents) fills += 1;
        return objects.watch(kind, options);
      },
      apply: objects.apply.bind(objects),
      putStatus: objects.putStatus.bind(objects),
      removeFinalizer: objects.removeFinalizer.bind(objects),
      delete: objects.delete.bind(objects),
    },
  };
}
