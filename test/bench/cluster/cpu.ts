import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in ticks of 1/100 s wherever Node runs (`getconf CLK_TCK`). */
const TICK_MS = 10;

/** CPU time of all processes whose command line names a directory; 0 where there is no /proc. */
export function cpuMsOf(directory: string): number {
  const names = readNames('/proc').filter(
    (name) => /^\d+$/.test(name) && textOf(`/proc/${name}/cmdline`).includes(directory),
  );
  return names.reduce((sum, name) => sum + ticksIn(textOf(`/proc/${name}/stat`)) * TICK_MS, 0);
}

/** proc_pid_stat(5): fields 14 and 15, counted behind the name in brackets, which may hold anything. */
function ticksIn(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}

function readNames(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** Empty for a process that has ended meanwhile. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
