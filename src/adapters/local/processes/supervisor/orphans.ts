import { CHILD_VARIABLE, SUPERVISOR_VARIABLE } from '#adapters/local/processes/environment.ts';
import { isAlive, ownerOf } from '#adapters/local/processes/owner.ts';
import { readProcesses, startedWith } from '#adapters/local/processes/process-table.ts';
import type { Timers } from '#ports/timers.ts';
import { endAll } from './ending.ts';
import { Watch } from './watch.ts';

/** Ends what is left of those that were killed together with their supervisors. @returns the instances that left it */
export async function endOrphans(timers: Timers): Promise<readonly string[]> {
  const instances = orphaned();
  await Promise.all(instances.map((instance) => endAll(new Watch(`${instance}/`), timers)));
  return instances;
}

/** The instances that still have children, but neither owner nor supervisor. */
function orphaned(): readonly string[] {
  const ids = readProcesses().map(({ id }) => id);
  const supervised = new Set(ids.flatMap((id) => startedWith(id, SUPERVISOR_VARIABLE) ?? []));
  const found = new Set(ids.flatMap((id) => startedWith(id, CHILD_VARIABLE)?.split('/', 1) ?? []));
  return [...found].filter((instance) => {
    const owner = ownerOf(instance);
    return owner !== undefined && !supervised.has(instance) && !isAlive(owner);
  });
}
