import type { CheckToRun } from '#emulation/github/ports.ts';
import type { Ground } from './ground.ts';

/** Where the services of the example run, and what its commits need for that. */
export interface Place {
  /** The image that the application's file names; left out where checkouts themselves are started. */
  readonly image?: string;
  /** @param bare the bare git repository that has the commits */
  readonly startGround: (bare: string) => Promise<Ground>;
  /** Takes away what an earlier run, or this one, has left there; left out where nothing outlives this process. */
  readonly clear?: (ground: Ground) => Promise<void>;
  /** Of the application's registration. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Makes a commit whose tests passed available. @param files its files */
  readonly publish?: (check: CheckToRun, files: string) => Promise<void>;
}
