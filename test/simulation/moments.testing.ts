import { ownKinds, type OwnKind } from '#model/crd/own-kinds.ts';
import { HOME_NAMESPACE, type Kinds } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Objects } from '#ports/objects/objects.ts';
import { live } from '#test/simulation/history.ts';
import { World } from '#test/simulation/world.ts';

/** Something that came to be of an object of ours. */
export interface Moment {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly kind: OwnKind;
  readonly object: Stored<Kinds[OwnKind]>;
}

/** All that one random history of the whole system made of objects of ours, in order: nothing but legal writes. */
export async function momentsOf(seed: number): Promise<readonly Moment[]> {
  const world = new World(seed);
  const moments: Moment[] = [];
  const over = new AbortController();
  const ends = ownKinds.map((kind) => note(world.server, kind, over.signal, moments));
  await live(world, { acts: 42, faults: 14 });
  over.abort();
  await Promise.all(ends);
  return moments;
}

async function note(server: Objects, kind: OwnKind, signal: AbortSignal, moments: Moment[]): Promise<void> {
  const { resourceVersion } = await server.list(kind, { namespace: HOME_NAMESPACE });
  for await (const event of server.watch(kind, { namespace: HOME_NAMESPACE, resourceVersion, signal })) {
    if (event.type !== 'BOOKMARK') moments.push({ type: event.type, kind, object: event.object });
  }
}
