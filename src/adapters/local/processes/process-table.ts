import { readdirSync, readFileSync } from 'node:fs';
import { CHILD_VARIABLE } from './environment.ts';

/** One process for as long as the machine runs: its id may be given again, not with the same start. */
export interface ProcessIdentity {
  readonly id: number;
  /** In clock ticks since the machine started, as a text; empty where there is no /proc. */
  readonly startTime: string;
}

/** A process as the kernel lists it. */
export interface ProcessEntry extends ProcessIdentity {
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** It has ended, and nobody has asked how. */
  readonly ended: boolean;
}

/** Everything that runs on this machine. Linux only, from /proc; elsewhere always empty. */
export function readProcesses(): readonly ProcessEntry[] {
  return processIds().flatMap((id) => readProcess(id) ?? []);
}

/** Undefined when there is no such process, or no /proc. */
export function readProcess(id: number): ProcessEntry | undefined {
  const stat = readOf(id, 'stat');
  return stat === '' ? undefined : entryOf(id, stat);
}

/** The identity of a process that is known to exist, such as a child whose end was not waited for yet. */
export const identityOf = (id: number): ProcessIdentity => ({ id, startTime: readProcess(id)?.startTime ?? '' });

/** Sends a signal to a process group; a group that is gone is no error. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // ESRCH: nobody is left in it.
  }
}

/** Sends a signal to a process unless it has ended, also when its id was given to another one since. */
export function signalProcess({ id, startTime }: ProcessIdentity, signal: NodeJS.Signals): void {
  if (readProcess(id)?.startTime !== startTime) return;
  try {
    process.kill(id, signal);
  } catch {
    // It ended by itself.
  }
}

/** Whether a process group has a member that has not ended. Where there is no /proc, unreaped members count too. */
export function groupIsAlive(group: number): boolean {
  try {
    process.kill(-group, 0);
  } catch {
    return false;
  }
  const all = readProcesses();
  return all.length === 0 || all.some((one) => one.group === group && !one.ended);
}

/**
 * The processes that carry a mark in their environment: also those that left their group (setsid).
 * Linux only, from /proc; elsewhere always empty.
 * @param mark the whole value, or its beginning up to and including a "/"
 */
export function markedProcesses(mark: string): readonly number[] {
  return processIds().filter((id) => id !== process.pid && hasMark(id, mark));
}

/** The value of a variable that a process was started with; undefined also when it may not be read. */
export function startedWith(id: number, variable: string): string | undefined {
  const found = readOf(id, 'environ')
    .split('\0')
    .find((one) => one.startsWith(`${variable}=`));
  return found?.slice(variable.length + 1);
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

/** proc(5), stat: after the name in parentheses come state, parent, group and session; the start is field 22. */
function entryOf(id: number, stat: string): ProcessEntry {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group, session] = fields;
  return {
    id,
    startTime: fields[19] ?? '',
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    ended: state === 'Z' || state === 'X',
  };
}

function hasMark(id: number, mark: string): boolean {
  const value = startedWith(id, CHILD_VARIABLE);
  return value === mark || (mark.endsWith('/') && value?.startsWith(mark) === true);
}
