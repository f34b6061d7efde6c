import { FreePorts } from '#adapters/local/processes/free-port.ts';

const ports = new FreePorts(Math.random);

/** Ports of loopback that nothing listens on; none is given twice by one process. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const taken: number[] = [];
  while (taken.length < count) taken.push(await ports.take());
  return taken;
}
