import type { Node } from '#dev/cluster/node.ts';

const TABLE = 'test_policies';

/** In the network of each node: what pods of one node say to each other goes over a bridge, all else is routed. */
const FAMILIES = ['inet', 'bridge'] as const;

/** Packets that nodes drop. */
export interface Drops {
  /** What goes from one pod to another. */
  between(from: string, to: string): Promise<void>;
  remove(): Promise<void>;
}

/** Plays an engine of network policies. */
export async function dropOn(nodes: readonly Node[]): Promise<Drops> {
  const onAll = async (command: (family: string) => string): Promise<void> => {
    for (const node of nodes) await node.run(['nft', FAMILIES.map(command).join('; ')]);
  };
  await onAll(
    (family) =>
      `add table ${family} ${TABLE}; add chain ${family} ${TABLE} forward { type filter hook forward priority 0 ; }`,
  );
  return {
    between: (from, to) =>
      onAll((family) => `add rule ${family} ${TABLE} forward ip saddr ${from} ip daddr ${to} drop`),
    remove: () => onAll((family) => `delete table ${family} ${TABLE}`),
  };
}
