import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Evidence } from './laws/evidence.ts';
import type { Violation } from './laws/law.ts';
import { records } from './laws/law-4.ts';
import { violations } from './laws/laws.ts';
import { writesSince } from './laws/quiet.ts';
import type { AtRest } from './laws/rest.ts';
import { acts } from './laws/rest-acts.ts';
import { reports } from './laws/rest-reports.ts';
import { whatRuns } from './laws/rest-runs.ts';
import type { World } from './world.ts';

/** By then everything must have come to rest: the last part of the quiet time. */
const STILL_MS = 5 * 60_000;

/** All that was against the laws in a history that was lived to its end. */
export async function judge(world: World): Promise<readonly Violation[]> {
  const { evidence } = world;
  const at = world.scheduler.now();
  const rest = await atRest(world, evidence);
  const say = (law: Violation['law'], found: readonly string[]) => found.map((what) => ({ law, at, what }));
  return [
    ...violations(evidence),
    ...say('law 4', records(rest)),
    ...say('rest', [...whatRuns(rest), ...reports(rest), ...acts(rest)]),
    ...writesSince(evidence, at - STILL_MS).map((found) => ({ law: 'law 6' as const, ...found })),
  ];
}

async function atRest({ server, hub, commits, scheduler, setting }: World, evidence: Evidence): Promise<AtRest> {
  const environments = await server.list('Environment', { namespace: HOME_NAMESPACE });
  const requests = await server.list('ActRequest', { namespace: HOME_NAMESPACE });
  const namespaces = await server.list('Namespace');
  return {
    evidence,
    commits,
    now: scheduler.now(),
    repository: hub.repository,
    environments: new Map(environments.items.map((item) => [item.metadata.name, item])),
    namespaces: new Map(namespaces.items.map((item) => [item.metadata.name, item])),
    namedBy: setting.namedBy,
    requests: requests.items,
  };
}
