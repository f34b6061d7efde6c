import type { ProcessIdentity } from '#adapters/local/processes/process-table.ts';
import type { FileIdentity } from './file-identity.ts';

/** What a supervisor ends and removes. It is told the whole of it at each change, so that a lost line costs little. */
export interface Watched {
  /** The leaders of groups that live. */
  readonly groups: readonly ProcessIdentity[];
  readonly paths: readonly FileIdentity[];
}

export const encode = (watched: Watched): string => `${JSON.stringify(watched)}\n`;

/** Undefined when a line is not whole: its writer was killed over it. */
export function decode(line: string): Watched | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isWatched(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isWatched = (value: unknown): value is Watched =>
  isRecord(value) && isListOf(value['groups'], isProcess) && isListOf(value['paths'], isFile);

const isListOf = (value: unknown, is: (one: Record<string, unknown>) => boolean): boolean =>
  Array.isArray(value) && value.every((one: unknown) => isRecord(one) && is(one));

/** kill(2) takes 0 and 1 for more than one group: never those. */
const isProcess = ({ id, startTime }: Record<string, unknown>): boolean =>
  Number.isSafeInteger(id) && Number(id) > 1 && typeof startTime === 'string';

const isFile = ({ path, identity }: Record<string, unknown>): boolean =>
  typeof path === 'string' && path.startsWith('/') && typeof identity === 'string';
