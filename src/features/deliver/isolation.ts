import type { Environment } from '#model/environment.ts';
import type { Isolation } from '#model/isolation.ts';
import type { FileSeen } from './commit/gather.ts';

/** What the file on the base branch says about the fence; while it cannot be read, what was said before stands. */
export const isolationBy = (base: FileSeen | undefined, environment: Environment | undefined): Isolation | undefined =>
  base?.kind === 'valid' ? base.file.team.isolation : environment?.spec.isolation;
