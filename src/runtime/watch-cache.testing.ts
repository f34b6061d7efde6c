import type { TestContext } from 'node:test';
import { ObjectsError } from '#ports/objects/errors.ts';
import type { Log } from '#ports/log.ts';
import { createVirtualTime } from '#test/virtual-time.ts';
import { namespace, ScriptedObjects, type NamespaceEvent } from './objects.testing.ts';
import { WatchCache, type WatchCacheOptions } from './watch-cache.ts';

export const added = (name: string, version: string): NamespaceEvent => ({
  type: 'ADDED',
  object: namespace(name, version),
});
export const modified = (name: string, version: string): NamespaceEvent => ({
  type: 'MODIFIED',
  object: namespace(name, version),
});
export const deleted = (name: string, version: string): NamespaceEvent => ({
  type: 'DELETED',
  object: namespace(name, version),
});
export const expired = new ObjectsError('Expired', 'too old');
export const unavailable = new ObjectsError('Unavailable', 'away');

/** A cache over scripted objects, and what its handlers were told since the test last looked. */
export function scripted(
  context: TestContext,
  script: (objects: ScriptedObjects) => void = () => undefined,
  more: Partial<WatchCacheOptions> = {},
) {
  const time = createVirtualTime();
  const objects = new ScriptedObjects();
  script(objects);
  const lines: string[] = [];
  const note: Log['warn'] = (event, fields) => void lines.push(`${event} ${fields?.['error']}`);
  const log: Log = { info: note, warn: note, error: note };
  const options = { objects: objects.port, ...time, random: () => 1, log, ...more };
  const cache = new WatchCache('Namespace', {}, options);
  const told: string[] = [];
  cache.onChange(({ metadata }) => told.push(`${metadata.name} ${metadata.resourceVersion}`));
  context.after(() => cache.stop());
  return {
    time,
    objects,
    cache,
    lines,
    told: () => told.splice(0),
    known: () => cache.list().map(({ metadata }) => `${metadata.name} ${metadata.resourceVersion}`),
    start: async () => {
      const started = cache.start();
      await time.advance(0);
      return started;
    },
  };
}
