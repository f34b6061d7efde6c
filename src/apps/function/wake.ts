import type { DeliverPorts } from '#features/deliver/ports.ts';
import { deliver, type DeliveryKey } from '#features/deliver/deliver.ts';
import type { ExpectedHead } from '#features/deliver/preview/gather.ts';
import type { Application, Environment } from '#model/environment.ts';
import { stageEnvironmentName } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Random } from '#lib/random.ts';
import { isObjectsError } from '#ports/objects/errors.ts';
import { sleep, type Timers } from '#ports/timers.ts';
import { coalesce } from './coalesce.ts';
import type { Hint } from './hint.ts';

export interface WakePorts extends DeliverPorts {
  readonly timers: Timers;
  readonly random: Random;
}

/** How often a delivery is tried again at once when somebody else wrote first, or another record came first. */
const TRIES = 6;
const PAUSE_MS = 100;

/** What hints wake. */
export interface Wake {
  /** Resolves when all of it is done; rejects with what made it fail, so that GitHub records a failed delivery. */
  readonly wake: (hint: Hint) => Promise<void>;
  /** Resolves when nothing is under way any more, also of what a deadline has given up waiting for. Never rejects. */
  readonly settled: () => Promise<void>;
}

/**
 * Carries out what hints wake: GitHub is read again, and specs are written. Several hints may mean the same preview:
 * its runs take turns and are shared, since two at once would both open a record.
 */
export function createWake(ports: WakePorts): Wake {
  const underWay = new Set<Promise<unknown>>();
  const once = coalesce(
    ({ key }: Woken) => JSON.stringify(key),
    (woken: Woken) => deliverSoon(ports, woken),
  );
  const carryOut = async (hint: Hint): Promise<void> => {
    const woken = await wokenBy(ports, hint);
    await Promise.all(woken.map(once));
  };
  const wake = (hint: Hint): Promise<void> => {
    const run = carryOut(hint).finally(() => underWay.delete(run));
    underWay.add(run);
    return run;
  };
  return { wake, settled: async () => void (await Promise.allSettled(underWay)) };
}

/** A preview or stage that a hint may concern. */
interface Woken {
  readonly key: DeliveryKey;
  readonly expected?: ExpectedHead | undefined;
}

/** Those of the applications of its repository. */
async function wokenBy(ports: WakePorts, hint: Hint): Promise<readonly Woken[]> {
  const { items } = await ports.objects.list('Application', { namespace: HOME_NAMESPACE });
  const applications = items.filter(({ spec }) => spec.repository.id === hint.repository.id);
  if (applications.length === 0) return [];
  switch (hint.kind) {
    case 'pullRequest':
      return previews(applications, [hint]);
    case 'commit':
      return previews(applications, await withoutOwnHint(ports, hint));
    case 'branch': {
      const keys = await Promise.all(applications.map((application) => stagesOn(ports, application, hint.branch)));
      return keys.flat().map((key) => ({ key }));
    }
  }
}

type HintOf<Name extends Hint['kind']> = Extract<Hint, { readonly kind: Name }>;
type Hinted = Pick<HintOf<'pullRequest'>, 'number' | 'expected'>;

const previews = (applications: readonly Stored<Application>[], pullRequests: readonly Hinted[]): Woken[] =>
  applications.flatMap(({ metadata }) =>
    pullRequests.map(({ number: pullRequest, expected }) => ({
      key: { kind: 'preview', application: metadata.name, pullRequest },
      expected,
    })),
  );

/** The pull requests of a commit that its delivery did not name. */
async function withoutOwnHint(
  { github }: WakePorts,
  { repository, sha, named }: HintOf<'commit'>,
): Promise<readonly Hinted[]> {
  const found = await github.pullRequests.ofCommit(repository, sha);
  return found
    .filter(({ number }) => !named.includes(number))
    .map(({ number, head, base }) => ({ number, expected: { head, base } }));
}

/** Stages that follow the branch, and those of which nobody knows yet which branch they follow. */
async function stagesOn(
  { objects }: WakePorts,
  { metadata, status }: Stored<Application>,
  branch: string,
): Promise<readonly DeliveryKey[]> {
  const keys = await Promise.all(
    (status?.stages ?? []).map(async (stage) => {
      const name = stageEnvironmentName(metadata.name, stage);
      const environment = await objects.get('Environment', { name, namespace: HOME_NAMESPACE });
      return follows(environment, branch) ? [{ kind: 'stage', application: metadata.name, stage } as const] : [];
    }),
  );
  return keys.flat();
}

const follows = (environment: Environment | undefined, branch: string): boolean =>
  environment?.spec.stage === undefined || environment.spec.stage.branch === branch;

async function deliverSoon(ports: WakePorts, woken: Woken): Promise<void> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const next = await tryToDeliver(ports, woken, attempt === TRIES);
    if (next === 'done') return;
    await sleep(ports.timers, PAUSE_MS * attempt * (0.5 + ports.random()));
  }
}

/** Readings that were not the newest come right with the next event or resync; they are no failure. */
async function tryToDeliver(ports: WakePorts, { key, expected }: Woken, isLast: boolean): Promise<'done' | 'again'> {
  try {
    const outcome = await deliver(ports, key, { expected });
    return outcome.kind === 'requeueAfter' && !isLast ? 'again' : 'done';
  } catch (error) {
    if (isObjectsError(error, 'Conflict') && !isLast) return 'again';
    throw error;
  }
}
