import { cut } from '#lib/text.ts';
import type { Environment } from '#model/environment.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Deployment, Pod } from '#model/kubernetes/workload.ts';
import { isCrashing, runsUnready } from './containers.ts';
import type { EnvironmentReads } from './gather.ts';
import { isLate, podsOf } from './rollout.ts';

const LOG_LINES = 20;
const LOG_LINE_LENGTH = 300;

/** What the failing container of the present attempt wrote last, masked; of one that does not crash at the deadline. */
export async function readFailureLog(
  { podLogs, redact }: Pick<EnvironmentReads, 'podLogs' | 'redact'>,
  { spec }: Environment,
  deployments: readonly Stored<Deployment>[],
  all: readonly Stored<Pod>[],
): Promise<readonly string[]> {
  const pods = spec.revision ? podsOf(all, spec.revision.deploymentId) : [];
  const crashing = pods.find(isCrashing);
  const unready = deployments.some(isLate) ? pods.find(runsUnready) : undefined;
  const failing = crashing ?? unready;
  if (!failing) return [];
  const { name, namespace = '' } = failing.metadata;
  // What a container said before it ended is in its previous run.
  const lines = await podLogs.tail({ name, namespace }, { lines: LOG_LINES, previous: crashing !== undefined });
  return lines.map((line) => cut(redact(line), LOG_LINE_LENGTH));
}
