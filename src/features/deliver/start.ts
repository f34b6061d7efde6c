import type { Environment, EnvironmentSpec } from '#model/environment.ts';
import type { EnvironmentName } from '#model/ids.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import { done, requeueAfter, type Outcome } from '#model/outcome.ts';
import type { Start } from './commit/plan.ts';
import type { DeliverPorts } from './ports.ts';
import { openRecord } from './record/apply.ts';
import type { ChainKey, RecordsWorld } from './record/gather.ts';
import { planRecord } from './record/plan.ts';
import { writeEnvironment } from './write.ts';

/** A commit that passed its rules, and the environment that shall run it. */
export interface Deploy {
  readonly name: EnvironmentName;
  readonly chain: ChainKey;
  readonly records: RecordsWorld;
  readonly start: Start;
  readonly why: string;
  /** The time that GitHub's answer bore: the pull request's `updated_at`, or when the branch's head moved. */
  readonly seen: string;
  /** The spec to write once the record's id is known. */
  readonly spec: EnvironmentSpec;
  readonly before: Stored<Environment> | undefined;
}

/** The environment exists before its first record does, so that no record is left without one to report it. */
export async function deploy(
  ports: DeliverPorts,
  { name, chain, records, start, why, seen, spec, before }: Deploy,
): Promise<Outcome> {
  const { sha, digest } = start;
  const record = planRecord(chain, records, { act: 'deploy', sha, digest, by: 'dungeon-master', why, seen });
  const home = before ?? (await writeEnvironment(ports, name, spec, undefined));
  const counts = await openRecord(ports.github.deployments, chain, record);
  if (counts.payload.sha !== sha) return requeueAfter(0, `another record, ${counts.id}, came first`);

  await writeEnvironment(ports, name, { ...spec, revision: { ...start, deploymentId: counts.id } }, home);
  return done;
}
