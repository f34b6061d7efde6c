import { cut, shortSha } from '#lib/text.ts';
import type { CommitSha } from '#model/ids.ts';
import { nextRecord, type ActRequest } from '#model/record.ts';
import type { NewDeployment } from '#ports/github/reports.ts';
import { hasSucceeded, type ChainKey, type RecordsWorld } from './gather.ts';

/** GitHub's limit for the description of a deployment. */
const DESCRIPTION_LENGTH = 140;

/** An act that starts a commit. */
export type StartingAct = Omit<ActRequest, 'application' | 'sha'> & { readonly sha: CommitSha };

/** The GitHub deployment that records an act. */
export function planRecord({ application, place }: ChainKey, world: RecordsWorld, act: StartingAct): NewDeployment {
  return {
    ...place,
    sha: act.sha,
    payload: nextRecord({ application, ...act }, world.chain.newest, hasSucceeded(world)),
    description: cut(`${application}: ${act.act} ${shortSha(act.sha)}: ${act.why}`, DESCRIPTION_LENGTH),
    transient: place.environment === 'preview',
    production: place.environment === 'production',
  };
}

/** A record that nothing stands for is closed. */
export interface CloseRecord {
  readonly kind: 'closeRecord';
  readonly deploymentId: number;
  readonly why: string;
}

/** Two writers at one moment, or a crash between two calls, leave a record that never counts. */
export const closeDouble = ({ openDouble }: RecordsWorld): CloseRecord | undefined =>
  openDouble === undefined
    ? undefined
    : { kind: 'closeRecord', deploymentId: openDouble, why: 'another record of the same number came first' };
