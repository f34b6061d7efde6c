import { takeId, type Change, type GitHubEvent } from './change.ts';
import { appById, installationsOn, repositoryById } from './find.ts';
import type { Delivery, DeliveryAttempt, GitHubApp, GitHubState } from './state.ts';

/** A state, and what the webhooks of the Apps must now be sent. */
export interface Step {
  readonly state: GitHubState;
  readonly events: readonly GitHubEvent[];
  /** In `state` too, without an attempt yet. */
  readonly deliveries: readonly Delivery[];
}

/** Whether GitHub still has a delivery. */
export const isKept = ({ createdAt }: Delivery, now: number): boolean => createdAt > now - KEPT_MS;

/** GitHub keeps deliveries for three days ("Redelivering webhooks"), here also no more than this many. */
const KEPT_MS = 3 * 24 * 60 * 60 * 1000;
const MOST_KEPT = 200;

/** Turns events into deliveries to every installed App that subscribes to them. */
export function deliver({ state, events }: Change, now: number): Step {
  const deliveries: Delivery[] = [];
  for (const event of events) {
    for (const { installationId, app } of subscribers(state, event)) {
      const id = state.nextId + deliveries.length;
      deliveries.push(newDelivery(id, app, installationId, event, now));
    }
  }
  if (deliveries.length === 0) return { state, events, deliveries };
  const kept = [...state.deliveries, ...deliveries].filter((one) => isKept(one, now));
  const nextId = state.nextId + deliveries.length;
  return { state: { ...state, nextId, deliveries: kept.slice(-MOST_KEPT) }, events, deliveries };
}

function newDelivery(
  id: number,
  app: GitHubApp,
  installationId: number | null,
  { name, action, repositoryId, payload }: GitHubEvent,
  now: number,
): Delivery {
  const installation = installationId !== null && {
    installation: { id: installationId, node_id: `MDIzOkludGVncmF0aW9u${installationId}` },
  };
  return {
    id,
    guid: guid(now, id),
    appId: app.id,
    installationId,
    repositoryId,
    event: name,
    action,
    payload: { ...payload, ...installation },
    createdAt: now,
    attempts: [],
  };
}

interface Subscriber {
  readonly installationId: number | null;
  readonly app: GitHubApp;
}

function subscribers(state: GitHubState, { name, repositoryId, appId }: GitHubEvent): readonly Subscriber[] {
  if (appId !== undefined) return [{ installationId: null, app: appById(state, appId) }];
  if (repositoryId === null) return [];
  return installationsOn(state, repositoryById(state, repositoryId))
    .filter(({ suspendedAt }) => suspendedAt === null)
    .map((installation) => ({ installationId: installation.id, app: appById(state, installation.appId) }))
    .filter(({ app }) => app.webhook !== null && app.events.includes(name));
}

/** Unique by time and counter, so that it stays unique when a state is thrown away and begun again. */
function guid(now: number, id: number): string {
  const time = now.toString(16).padStart(12, '0');
  const count = id.toString(16).padStart(15, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-4${count.slice(0, 3)}-8${count.slice(3, 6)}-${count.slice(6).padStart(12, '0')}`;
}

/** The state after a delivery was tried. */
export function recordAttempt(
  state: GitHubState,
  deliveryId: number,
  attempt: Omit<DeliveryAttempt, 'id'>,
): GitHubState {
  const { id, state: next } = takeId(state);
  const deliveries = next.deliveries.map((delivery) =>
    delivery.id === deliveryId ? { ...delivery, attempts: [...delivery.attempts, { ...attempt, id }] } : delivery,
  );
  return { ...next, deliveries };
}
