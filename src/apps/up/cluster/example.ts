import { CodedError } from '#lib/coded-error.ts';
import type { ApplicationName } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Objects } from '#ports/objects/objects.ts';
import { sleep, type Timers } from '#ports/timers.ts';

/** Marks an application that is only the example: it may be taken away. */
export const EXAMPLE_LABELS = { 'dungeonmaster.dev/example': 'true' } as const;

const LOOK_MS = 500;
const LOOKS = 240;
const home = { namespace: HOME_NAMESPACE };

/**
 * Takes the example out of a cluster in which a controller works: its registration and its environments, to the end.
 * Throws `CodedError` `NotTheExample` when the application of that name is somebody's own, `NotGone` after two minutes.
 */
export async function removeExample(objects: Objects, name: ApplicationName, timers: Timers): Promise<void> {
  const application = await objects.get('Application', { ...home, name });
  if (application && !isExample(application.metadata.labels)) {
    throw new CodedError('NotTheExample', `the cluster has an application ${name} that is not the example`, {
      source: 'user',
      next: 'try the example in another cluster',
    });
  }
  if (application) await objects.delete('Application', { ...home, name }, { ifUid: application.metadata.uid });
  for (let look = 0; look < LOOKS; look += 1) {
    if ((await deleteEnvironments(objects, name)) === 0) return;
    await sleep(timers, LOOK_MS);
  }
  throw new CodedError('NotGone', `environments of ${name} are still there`, {
    source: 'system',
    next: `see what holds them: kubectl -n ${HOME_NAMESPACE} get environments`,
  });
}

const isExample = (labels: Readonly<Record<string, string>> = {}): boolean =>
  Object.entries(EXAMPLE_LABELS).every(([label, value]) => labels[label] === value);

/** @returns how many are still there */
async function deleteEnvironments(objects: Objects, application: ApplicationName): Promise<number> {
  const { items } = await objects.list('Environment', home);
  const ours = items.filter(({ spec }) => spec.application === application);
  for (const { metadata } of ours) {
    if (metadata.deletionTimestamp !== undefined) continue;
    await objects.delete('Environment', { ...home, name: metadata.name }, { ifUid: metadata.uid });
  }
  return ours.length;
}
