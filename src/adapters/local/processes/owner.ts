import { readlinkSync } from 'node:fs';
import { identityOf, readProcess, type ProcessIdentity } from './process-table.ts';

/** A process that things are named after. */
export interface Owner extends ProcessIdentity {
  /** The number space that its id is of: containers with a shared directory have others. Empty where there is no /proc. */
  readonly space: string;
}

/**
 * A name for one run of this process: what it marks and makes bears it, so that others can tell whether its owner lives.
 * @param nonce letters and digits that no other run of this process has
 */
export function newInstance(nonce: string): string {
  const { id, startTime } = identityOf(process.pid);
  return [id, startTime, space(), nonce].join('-');
}

/** Whose name it is; undefined when it is none of `newInstance`. */
export function ownerOf(instance: string): Owner | undefined {
  const [, id, startTime = '', inSpace = ''] = /^(\d+)-(\d*)-(\d*)-[\da-z]+$/i.exec(instance) ?? [];
  return id === undefined ? undefined : { id: Number(id), startTime, space: inSpace };
}

/** Whether an owner runs; also when that cannot be seen from here. */
export function isAlive({ id, startTime, space: inSpace }: Owner): boolean {
  if (inSpace !== space()) return true;
  if (startTime === '') return exists(id);
  const found = readProcess(id);
  return found?.startTime === startTime && !found.ended;
}

function exists(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** pid_namespaces(7): the link reads `pid:[4026531836]`. */
function space(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, '');
  } catch {
    return '';
  }
}
