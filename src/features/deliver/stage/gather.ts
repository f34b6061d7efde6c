import type { Application, Environment } from '#model/environment.ts';
import { stageEnvironmentName, type CommitSha, type StageName } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import { stagePlace } from '#model/record.ts';
import type { Stage } from '#model/application-file.ts';
import type { BranchHead } from '#ports/github/code.ts';
import { gatherCommit, gatherFile, type FileSeen } from '#features/deliver/commit/gather.ts';
import { checksPassed, type Candidate } from '#features/deliver/commit/rules.ts';
import type { DeliveryWorld } from '#features/deliver/delivery.ts';
import type { DeliverPorts } from '#features/deliver/ports.ts';
import { accepted, gatherRecords, type ChainKey } from '#features/deliver/record/gather.ts';

/** Which stage of which application. */
export interface StageKey {
  readonly application: Stored<Application>;
  readonly stage: StageName;
}

/** All that a decision about one stage may depend on, read once, the cluster before GitHub (law 5). */
export interface StageWorld extends DeliveryWorld {
  readonly name: StageName;
  /** The file on the default branch, and the stage as it stands there; undefined when it does not. */
  readonly file: FileSeen;
  readonly stage: Stage | undefined;
  readonly branch: string;
  /** What GitHub reported as head of the branch, newest first. */
  readonly heads: readonly BranchHead[];
  /** Heads newer than the accepted commit, newest first, up to the first whose checks passed. */
  readonly candidates: readonly Candidate[];
  /** The accepted commit, where this cluster has yet to start it. */
  readonly accepted: Candidate | undefined;
}

/** A following stage looks this many heads back for one that passed. */
const HEADS_LOOKED_AT = 50;

/** Reads the world of one stage. Throws `ObjectsError`, `GitHubError`, `ImagesError`. */
export async function gatherStage(ports: DeliverPorts, key: StageKey): Promise<StageWorld> {
  const { application, stage: name } = key;
  const environment = await ports.objects.get('Environment', {
    name: stageEnvironmentName(application.metadata.name, name),
    namespace: HOME_NAMESPACE,
  });
  const [defaultBranch, records] = await Promise.all([
    ports.github.branches.defaultBranch(application.spec.repository),
    gatherRecords(ports.github.deployments, stageChain(key), environment?.spec.revision?.deploymentId),
  ]);
  const file = await gatherFile(ports, application, defaultBranch);
  const stage = file.kind === 'valid' ? file.file.team.stages.find((one) => one.name === name) : undefined;
  const branch = branchOf(stage, environment, defaultBranch);
  const known = { application, name, environment, records, file, stage, branch };
  return { ...known, ...(await gatherCandidates(ports, known, defaultBranch)) };
}

/** A stage that the file does not name any more stays where it was. */
const branchOf = (stage: Stage | undefined, environment: Environment | undefined, defaultBranch: string): string =>
  stage ? (stage.branch ?? defaultBranch) : (environment?.spec.stage?.branch ?? defaultBranch);

type Known = Omit<StageWorld, 'heads' | 'candidates' | 'accepted'>;

async function gatherCandidates(
  ports: DeliverPorts,
  { application, environment, records, file, branch }: Known,
  defaultBranch: string,
): Promise<Pick<StageWorld, 'heads' | 'candidates' | 'accepted'>> {
  const { repository } = application.spec;
  const [heads, required] = await Promise.all([
    ports.github.branches.heads(repository, branch),
    ports.github.checks.requiredOn(repository, branch),
  ]);
  const candidateOf = async (sha: CommitSha): Promise<Candidate> => ({
    commit: await gatherCommit(ports, application, sha),
    base: { branch: defaultBranch, file },
    required,
  });
  const record = accepted(records);
  const sha = record?.payload.sha ?? undefined;
  const isStarted = environment?.spec.revision?.deploymentId === record?.id;
  return {
    heads,
    candidates: await firstPassing(headsAfter(heads, sha), candidateOf),
    accepted: sha && !isStarted ? await candidateOf(sha) : undefined,
  };
}

/** The records of one stage. */
const stageChain = ({ application, stage }: StageKey): ChainKey => ({
  repository: application.spec.repository,
  application: application.metadata.name,
  place: stagePlace(stage, application.metadata.name),
});

/** Older means that GitHub reported it as head earlier (law 3); what it reported twice counts as the newer. */
export function headsAfter(heads: readonly BranchHead[], sha: CommitSha | undefined): readonly CommitSha[] {
  const index = heads.findIndex((head) => head.sha === sha);
  const newer = index < 0 ? heads : heads.slice(0, index);
  return [...new Set(newer.slice(0, HEADS_LOOKED_AT).map((head) => head.sha))];
}

async function firstPassing(
  shas: readonly CommitSha[],
  candidateOf: (sha: CommitSha) => Promise<Candidate>,
): Promise<readonly Candidate[]> {
  const candidates: Candidate[] = [];
  for (const sha of shas) {
    const candidate = await candidateOf(sha);
    candidates.push(candidate);
    if (checksPassed(candidate)) break;
  }
  return candidates;
}
