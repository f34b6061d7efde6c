import { SUPERVISOR_VARIABLE } from './environment.ts';
import { kinOf, type Anchors, type Kin } from './kin.ts';
import { markedProcesses, readProcess, readProcesses, startedWith } from './process-table.ts';

/**
 * Looks through the machine for what descends from the anchors or bears the mark, but for supervisors: they end by
 * themselves, after what they watch. Linux only; elsewhere nothing is seen.
 * @param mark as for `markedProcesses`
 */
export function lookFor(anchors: Anchors, mark: string): Kin {
  const marked = markedProcesses(mark).flatMap((id) => readProcess(id) ?? []);
  const roots = new Map([...anchors, ...marked.map(({ id, startTime }) => [id, startTime] as const)]);
  const kin = kinOf(readProcesses(), roots);
  return { ...kin, processes: kin.processes.filter(({ id }) => id !== process.pid && !isSupervisor(id)) };
}

const isSupervisor = (id: number): boolean => startedWith(id, SUPERVISOR_VARIABLE) !== undefined;
