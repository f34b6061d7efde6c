import { createHash, type Hash } from 'node:crypto';
import type { GitHubState } from '#emulation/github/state.ts';
import type { Kind } from '#model/kinds.ts';
import type { KubernetesObject, Stored } from '#model/kubernetes/meta.ts';
import { isoTime } from '#ports/clock.ts';
import type { ApplyOptions, ObjectKey } from '#ports/objects/objects.ts';

export type PortName = 'objects' | 'github' | 'images' | 'podLogs';

/** A write to the objects that took effect, or that found nothing to change. */
export interface ObjectWrite {
  readonly verb: 'apply' | 'putStatus' | 'removeFinalizer' | 'delete';
  readonly kind: Kind;
  readonly key: ObjectKey;
  readonly ifVersion: string | undefined;
  readonly fieldManager: ApplyOptions['fieldManager'] | undefined;
  readonly before: Stored<KubernetesObject> | undefined;
  readonly after: Stored<KubernetesObject> | undefined;
}

/** A request that reached GitHub. */
export interface GitHubCall {
  readonly route: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Which state answered, as an index into the trace's states: a stale answer comes from an older one. */
  readonly seen: number;
  /** The newest state when it was answered, before the call changed it. */
  readonly newest: number;
}

/** One call of one of our processes on one of its ports. */
export interface Call {
  readonly kind: 'call';
  /** When it took effect, or failed to. */
  readonly at: number;
  readonly sentAt: number;
  readonly process: string;
  /** The reading, decision and writing of delivery that it belongs to. */
  readonly pass: number | undefined;
  readonly port: PortName;
  readonly verb: string;
  readonly what: string;
  /** `ok`, or the error's code. */
  readonly outcome: string;
  /** It took effect, and our process was told that it failed. */
  readonly isAnswerLost: boolean;
  readonly write?: ObjectWrite | undefined;
  readonly github?: GitHubCall | undefined;
  /** What an `objects.get` found: a resourceVersion. */
  readonly found?: string | undefined;
}

/** What a process did last, in a happening that has its name. */
export const ENDED = 'ended';

/** A user, the checks or the weather did something. */
export interface Happening {
  readonly kind: 'act' | 'check' | 'fault' | 'delivery' | 'process';
  readonly at: number;
  readonly name: string;
  readonly what: string;
}

export type Entry = Call | Happening;

/** What GitHub knew from a time on. */
export interface Moment {
  readonly at: number;
  readonly state: GitHubState;
}

/** Everything that happened in one history, in its order. */
export class Trace {
  readonly entries: Entry[] = [];
  readonly moments: Moment[] = [];
  readonly #hash: Hash = createHash('sha256');

  add(entry: Entry): void {
    this.entries.push(entry);
    this.#hash.update(lineOf(entry));
  }

  /** The same for the same history. */
  digest(): string {
    return this.#hash.copy().digest('hex').slice(0, 16);
  }
}

/** One entry for people. */
export function lineOf(entry: Entry): string {
  const time = isoTime(entry.at).slice(11, 19) + `.${String(entry.at % 1000).padStart(3, '0')}`;
  if (entry.kind !== 'call') return `${time} ${entry.kind.padEnd(8)} ${entry.name}: ${entry.what}\n`;
  const { process, pass, port, verb, what, outcome, isAnswerLost, github } = entry;
  const stale = github && github.seen < github.newest ? ` (as of ${github.newest - github.seen} changes before)` : '';
  const lost = isAnswerLost ? ', answer lost' : '';
  return `${time} ${process.padEnd(12)} ${pass === undefined ? '' : `#${pass} `}${port}.${verb} ${what} -> ${outcome}${lost}${stale}\n`;
}
