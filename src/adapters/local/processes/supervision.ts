import type { ProcessIdentity } from './process-table.ts';

/** Takes back what was told. */
export type Forget = () => void;

/** Whoever ends and removes what this process leaves, however it ends, is told here what there is. Never throws. */
export interface Supervision {
  /** A child was started as the leader of a group and session; forget it when nothing of it is left. */
  group(leader: ProcessIdentity): Forget;
  /** A file or directory was made that nobody needs after this process; forget it when it stays or is removed. */
  path(path: string): Forget;
}

/** Nobody watches: what this process leaves stays. */
export const unsupervised: Supervision = { group: () => () => undefined, path: () => () => undefined };
