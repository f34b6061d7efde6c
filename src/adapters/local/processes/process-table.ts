import { readdirSync, readFileSync } from 'node:fs';
import { CHILD_VARIABLE } from './environment.ts';

/** Sends a signal to a process group; a group that is gone is no error. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // ESRCH: nobody is left in it.
  }
}

/** Whether a process group has a member that has not ended. Where there is no /proc, unreaped members count too. */
export function groupIsAlive(group: number): boolean {
  try {
    process.kill(-group, 0);
  } catch {
    return false;
  }
  const ids = processIds();
  return ids.length === 0 || ids.some((id) => isLiveMember(id, group));
}

/**
 * The processes that carry a mark in their environment: also those that left their group (setsid).
 * Linux only, from /proc; elsewhere always empty.
 * @param mark the whole value, or its beginning up to and including a "/"
 */
export function markedProcesses(mark: string): readonly number[] {
  return processIds().filter((id) => id !== process.pid && hasMark(id, mark));
}

export function killProcesses(ids: readonly number[]): void {
  for (const id of ids) {
    try {
      process.kill(id, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
}

function processIds(): readonly number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function readOf(id: number, file: string): string {
  try {
    return readFileSync(`/proc/${id}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** proc(5), stat: after the name in parentheses come state, parent and process group. */
function isLiveMember(id: number, group: number): boolean {
  const stat = readOf(id, 'stat');
  const [state, , member] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(member) === group && state !== 'Z' && state !== 'X';
}

function hasMark(id: number, mark: string): boolean {
  const found = readOf(id, 'environ')
    .split('\0')
    .find((variable) => variable.startsWith(`${CHILD_VARIABLE}=`));
  const value = found?.slice(CHILD_VARIABLE.length + 1);
  return value === mark || (mark.endsWith('/') && value?.startsWith(mark) === true);
}
