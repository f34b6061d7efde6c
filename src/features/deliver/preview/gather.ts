import type { Application } from '#model/environment.ts';
import { previewName } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { PullRequest } from '#model/pull-request.ts';
import { previewPlace } from '#model/record.ts';
import { gatherCommit, gatherFile } from '#features/deliver/commit/gather.ts';
import type { Candidate } from '#features/deliver/commit/rules.ts';
import type { DeliveryWorld } from '#features/deliver/delivery.ts';
import type { DeliverPorts } from '#features/deliver/ports.ts';
import { freshnessBy, requestsAbout } from '#features/deliver/act/requests.ts';
import { accepted, gatherRecords, type ChainKey } from '#features/deliver/record/gather.ts';

/** Which preview: one pull request of one application. */
export interface PreviewKey {
  readonly application: Stored<Application>;
  readonly pullRequest: number;
  readonly expected?: ExpectedHead | undefined;
}

/** What somebody said of a pull request who need not be right: a delivery may be old. */
export type ExpectedHead = Pick<PullRequest, 'head' | 'base'>;

/** All that a decision about one preview may depend on, read once, the cluster before GitHub (law 5). */
export interface PreviewWorld extends DeliveryWorld {
  readonly pullRequest: PullRequest;
  /** The head of the pull request; undefined when it is closed, since nothing depends on it then. */
  readonly head: Candidate | undefined;
  /** The accepted commit, where it is not the head and this cluster has yet to start it. */
  readonly accepted: Candidate | undefined;
}

/** Reads the world of one preview. Throws `ObjectsError`, `GitHubError`, `ImagesError`. */
export async function gatherPreview(ports: DeliverPorts, key: PreviewKey): Promise<PreviewWorld> {
  const { application } = key;
  const { repository } = application.spec;
  const name = previewName(application.metadata.name, key.pullRequest);
  const environment = await ports.objects.get('Environment', { name, namespace: HOME_NAMESPACE });
  const requests = environment?.spec.revision ? [] : await requestsAbout(ports.objects, name);
  const reading = ports.github.pullRequests.get(repository, key.pullRequest);
  const [pullRequest, found, head] = await Promise.all([
    reading,
    gatherRecords(ports.github.deployments, previewChain(key), environment?.spec.revision?.deploymentId),
    gatherHead(ports, key, reading),
  ]);
  const remembered = await freshnessBy({ environment, requests }, ports.github.deployments, repository, found.chain);
  const records = found.freshness === 'fresh' ? { ...found, freshness: remembered } : found;
  const world = { application, environment, pullRequest, records, head };
  return { ...world, accepted: head && (await gatherAccepted(ports, world, head)) };
}

/** The records of one preview. */
const previewChain = ({ application, pullRequest }: PreviewKey): ChainKey => ({
  repository: application.spec.repository,
  application: application.metadata.name,
  place: previewPlace(pullRequest),
});

/**
 * What is read of GitHub one behind the other is what people wait for: the expected head is read beside the pull request,
 * and left alone when that says otherwise.
 */
async function gatherHead(
  ports: DeliverPorts,
  { application, expected }: PreviewKey,
  reading: Promise<PullRequest>,
): Promise<Candidate | undefined> {
  const early = expected && gatherCandidate(ports, application, expected);
  early?.catch(leftAlone);
  const { state, head, base } = await reading;
  if (state === 'closed') return undefined;
  if (early && expected.head === head && expected.base === base) return early;
  return gatherCandidate(ports, application, { head, base });
}

/** Its failure counts only for who asks for it. */
const leftAlone = (): void => undefined;

async function gatherCandidate(
  ports: DeliverPorts,
  application: Stored<Application>,
  { head, base: branch }: ExpectedHead,
): Promise<Candidate> {
  const [commit, file, required] = await Promise.all([
    gatherCommit(ports, application, head),
    gatherFile(ports, application, branch),
    ports.github.checks.requiredOn(application.spec.repository, branch),
  ]);
  return { commit, base: { branch, file }, required };
}

async function gatherAccepted(
  ports: DeliverPorts,
  { application, environment, pullRequest, records }: Omit<PreviewWorld, 'accepted'>,
  team: Candidate,
): Promise<Candidate | undefined> {
  const record = accepted(records);
  const sha = record?.payload.sha;
  const isStarted = environment?.spec.revision?.deploymentId === record?.id;
  if (!sha || isStarted || sha === pullRequest.head) return undefined;
  return { ...team, commit: await gatherCommit(ports, application, sha) };
}
