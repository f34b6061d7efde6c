import { isConcluded, type ActOutcome, type ActRequest } from '#model/act-request.ts';
import type { Application, Environment } from '#model/environment.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import { GitHubError } from '#ports/github/errors.ts';
import { gatherCommit } from '#features/deliver/commit/gather.ts';
import type { Candidate } from '#features/deliver/commit/rules.ts';
import type { DeliveryKey } from '#features/deliver/deliver.ts';
import type { DeliverPorts } from '#features/deliver/ports.ts';
import { gatherPreview, type PreviewWorld } from '#features/deliver/preview/gather.ts';
import { accepted } from '#features/deliver/record/gather.ts';
import { gatherStage, type StageWorld } from '#features/deliver/stage/gather.ts';
import { targetNamed, targetOf, type Target } from '#features/deliver/target.ts';

/** What a request is about, as delivery sees it now. */
export type Subject =
  | { readonly kind: 'preview'; readonly key: DeliveryKey; readonly delivery: PreviewWorld }
  | {
      readonly kind: 'stage';
      readonly key: DeliveryKey;
      readonly delivery: StageWorld;
      /** The accepted commit, whether or not this cluster has started it. */
      readonly accepted: Candidate | undefined;
    };

/** All that a decision about one request may depend on. */
export type ActWorld =
  | {
      readonly kind: 'open';
      readonly request: Stored<ActRequest>;
      /** Undefined when nothing has the name that was asked for. */
      readonly subject: Subject | undefined;
    }
  | {
      readonly kind: 'recorded';
      readonly request: Stored<ActRequest>;
      readonly outcome: Extract<ActOutcome, { readonly kind: 'recorded' }>;
      readonly environment: Stored<Environment> | undefined;
      /** Undefined when its application is no longer registered. */
      readonly key: DeliveryKey | undefined;
    }
  | {
      readonly kind: 'concluded';
      readonly request: Stored<ActRequest>;
      /** How many requests were concluded later. */
      readonly later: number;
    };

/** Reads the world of one request; GitHub only while nothing is recorded yet. Throws `ObjectsError`, `GitHubError`, `ImagesError`. */
export async function gatherAct(ports: DeliverPorts, name: string): Promise<ActWorld | undefined> {
  const { objects } = ports;
  const request = await objects.get('ActRequest', { name, namespace: HOME_NAMESPACE });
  if (!request) return undefined;
  if (isConcluded(request)) return { kind: 'concluded', request, later: await countLater(ports, request) };

  const applications = await objects.list('Application', { namespace: HOME_NAMESPACE });
  const about = request.spec.environment;
  const environment = await objects.get('Environment', { name: about, namespace: HOME_NAMESPACE });
  const target = environment ? targetOf(environment, applications.items) : targetNamed(about, applications.items);
  const outcome = request.status?.outcome;
  if (outcome?.kind === 'recorded') return { kind: 'recorded', request, outcome, environment, key: keyOf(target) };
  return { kind: 'open', request, subject: await gatherSubject(ports, target, environment) };
}

async function countLater({ objects }: DeliverPorts, request: ActRequest): Promise<number> {
  const { items } = await objects.list('ActRequest', { namespace: HOME_NAMESPACE });
  return items.filter((one) => concludedAt(one) > concludedAt(request)).length;
}

/** RFC 3339; the empty text, which is before all others, when it is not concluded. */
function concludedAt({ status }: ActRequest): string {
  const outcome = status?.outcome;
  return outcome && outcome.kind !== 'recorded' ? outcome.concludedAt : '';
}

function keyOf(target: Target | undefined): DeliveryKey | undefined {
  if (!target || target.kind === 'application') return undefined;
  const { name: application } = target.application.metadata;
  return target.kind === 'preview'
    ? { kind: 'preview', application, pullRequest: target.pullRequest }
    : { kind: 'stage', application, stage: target.stage };
}

async function gatherSubject(
  ports: DeliverPorts,
  target: Target | undefined,
  environment: Environment | undefined,
): Promise<Subject | undefined> {
  const key = keyOf(target);
  if (!target || !key) return undefined;
  try {
    return await gatherDelivery(ports, target.application, key);
  } catch (error) {
    const isUnknown = error instanceof GitHubError && error.code === 'NotFound' && !environment;
    if (isUnknown) return undefined;
    throw error;
  }
}

async function gatherDelivery(
  ports: DeliverPorts,
  application: Stored<Application>,
  key: DeliveryKey,
): Promise<Subject> {
  if (key.kind === 'preview') {
    const delivery = await gatherPreview(ports, { application, pullRequest: key.pullRequest });
    return { kind: 'preview', key, delivery };
  }
  const delivery = await gatherStage(ports, { application, stage: key.stage });
  return { kind: 'stage', key, delivery, accepted: delivery.accepted ?? (await gatherAccepted(ports, delivery)) };
}

async function gatherAccepted(
  ports: DeliverPorts,
  { application, records, branch, file }: StageWorld,
): Promise<Candidate | undefined> {
  const sha = accepted(records)?.payload.sha;
  if (!sha) return undefined;
  const [commit, required] = await Promise.all([
    gatherCommit(ports, application, sha),
    ports.github.checks.requiredOn(application.spec.repository, branch),
  ]);
  return { commit, base: { branch, file }, required };
}
