import { cut, oneLine, shortSha } from '#lib/text.ts';
import type { Act } from '#model/acts.ts';
import type { CommitSha } from '#model/ids.ts';
import { nextRecord, type NextAct } from '#model/record.ts';
import type { NewDeployment } from '#ports/github/reports.ts';
import { passedItself, type ChainKey, type RecordsWorld } from './gather.ts';

/** GitHub's limit for the description of a deployment. */
const DESCRIPTION_LENGTH = 140;

/** An act about a commit: the one that starts, or the head that is deleted. */
export type CommitAct = Omit<NextAct, 'application' | 'sha'> & { readonly sha: CommitSha };

/** The GitHub deployment that records an act. */
export function planRecord({ application, place }: ChainKey, world: RecordsWorld, act: CommitAct): NewDeployment {
  return {
    ...place,
    sha: act.sha,
    payload: nextRecord({ application, ...act }, world.chain.newest, passedItself(world)),
    description: cut(`${application}: ${act.act} ${shortSha(act.sha)}: ${oneLine(act.why)}`, DESCRIPTION_LENGTH),
    transient: place.environment === 'preview',
    production: place.environment === 'production',
  };
}

/** A record that nothing stands for, or no longer, is closed. */
export interface CloseRecord {
  readonly kind: 'closeRecord';
  readonly deploymentId: number;
  readonly why: string;
}

/** Two writers at one moment, or a crash between two calls, leave a record open that starts nothing. */
export function closeUnclosed({ chain, unclosed }: RecordsWorld): CloseRecord | undefined {
  if (unclosed === undefined) return undefined;
  const isAct = unclosed === chain.newest?.id;
  const why = isAct ? actIsOver(chain.newest.payload.act) : 'another record of the same number came first';
  return { kind: 'closeRecord', deploymentId: unclosed, why };
}

/** Acts that deploy nothing are set inactive at once: GitHub shows nothing active that does not run. */
const actIsOver = (act: Act): string => `${act}: recorded; it deploys nothing`;
