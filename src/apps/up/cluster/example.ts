import { CodedError, messageOf } from '#lib/coded-error.ts';
import { REPORT_FINALIZER, type Environment } from '#model/environment.ts';
import type { ApplicationName } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Clock } from '#ports/clock.ts';
import { isObjectsError } from '#ports/objects/errors.ts';
import type { Objects, ObjectReader } from '#ports/objects/objects.ts';
import { sleep, type Timers } from '#ports/timers.ts';

/** Marks an application that is only the example: it may be taken away. */
export const EXAMPLE_LABELS = { 'dungeonmaster.dev/example': 'true' } as const;

interface Time {
  readonly clock: Clock;
  readonly timers: Timers;
}

const LOOK_MS = 500;
const LONGEST_MS = 2 * 60_000;
const home = { namespace: HOME_NAMESPACE };

/**
 * Whose cluster has applications of its own keeps the example out: its controller serves them all, and would ask the
 * played GitHub about them. Throws `CodedError` `NotTheExample`.
 */
export async function refuseApplications(objects: ObjectReader): Promise<void> {
  const names = (await applicationsIn(objects))
    .filter(({ metadata }) => !isExample(metadata.labels))
    .map(({ metadata }) => metadata.name);
  if (names.length === 0) return;
  throw new CodedError('NotTheExample', `the cluster has applications that are not the example: ${names.join(', ')}`, {
    source: 'user',
    next: 'try the example in another cluster',
  });
}

/**
 * Takes the example out of a cluster in which a controller works: its registration and its environments, to the end.
 * A cluster that does not answer for a while is asked again. Throws `CodedError` `NotGone` after two minutes.
 */
export async function removeExample(objects: Objects, name: ApplicationName, { clock, timers }: Time): Promise<void> {
  const until = clock.now() + LONGEST_MS;
  for (;;) {
    const problem = await removeOnce(objects, name).catch(toTryAgain);
    if (problem === undefined) return;
    if (clock.now() >= until) throw notGone(problem);
    await sleep(timers, LOOK_MS);
  }
}

/** A server that does not serve the kind has none. */
async function applicationsIn(objects: ObjectReader) {
  try {
    return (await objects.list('Application', home)).items;
  } catch (error) {
    if (isObjectsError(error, 'Invalid')) return [];
    throw error;
  }
}

const isExample = (labels: Readonly<Record<string, string>> = {}): boolean =>
  Object.entries(EXAMPLE_LABELS).every(([label, value]) => labels[label] === value);

/** @returns why it is not gone yet */
async function removeOnce(objects: Objects, name: ApplicationName): Promise<string | undefined> {
  const application = await objects.get('Application', { ...home, name });
  if (application && isExample(application.metadata.labels)) {
    await objects.delete('Application', { ...home, name }, { ifUid: application.metadata.uid });
  }
  const left = await deleteEnvironments(objects, name);
  return left.length > 0 ? `these environments are still there: ${left.join(', ')}` : undefined;
}

/** @returns those that are still there */
async function deleteEnvironments(objects: Objects, application: ApplicationName): Promise<readonly string[]> {
  const { items } = await objects.list('Environment', home);
  const ours = items.filter(({ spec }) => spec.application === application);
  for (const environment of ours) await deleteEnvironment(objects, environment);
  return ours.map(({ metadata }) => metadata.name);
}

/** A run that was killed took its GitHub with it: nobody is left who could be told the last words. */
async function deleteEnvironment(objects: Objects, { metadata }: Stored<Environment>): Promise<void> {
  const { name, uid, resourceVersion, deletionTimestamp, finalizers = [] } = metadata;
  const key = { ...home, name };
  if (deletionTimestamp === undefined) return objects.delete('Environment', key, { ifUid: uid });
  const waitsForReport = finalizers.every((finalizer) => finalizer === REPORT_FINALIZER);
  if (waitsForReport)
    await objects.removeFinalizer('Environment', key, REPORT_FINALIZER, { ifVersion: resourceVersion });
}

/** @returns what keeps it from being done now, and may not the next time */
function toTryAgain(error: unknown): string {
  const passes = (['Unavailable', 'Conflict', 'NotFound'] as const).some((code) => isObjectsError(error, code));
  if (passes) return messageOf(error);
  throw error;
}

const notGone = (problem: string): CodedError =>
  new CodedError('NotGone', `the example is still in the cluster: ${problem}`, {
    source: 'system',
    next: 'run the same command again when the cluster answers: it begins with taking the example away',
  });
