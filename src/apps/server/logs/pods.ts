import { COMMIT_ANNOTATION, ENVIRONMENT_LABEL } from '#features/environment/labels.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Environment } from '#model/environment.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { ObjectReader } from '#ports/objects/objects.ts';
import { adviceFor } from '#apps/server/advice.ts';
import { environmentView } from '#apps/server/environment-view.ts';
import type { LogView } from '#apps/server/views.ts';

/** A pod that belongs to an environment. */
export interface LoggedPod {
  readonly uid: string;
  readonly name: string;
  readonly namespace: string;
  readonly commit: string | undefined;
}

/** The pods of an environment, the oldest first. Throws `ObjectsError`. */
export async function podsOf(reader: ObjectReader, name: string): Promise<readonly LoggedPod[]> {
  const { items } = await reader.list('Pod', { namespace: name, labels: { [ENVIRONMENT_LABEL]: name } });
  return items
    .toSorted((left, right) => left.metadata.creationTimestamp.localeCompare(right.metadata.creationTimestamp))
    .map(({ metadata: { uid, name: pod, annotations } }) => ({
      uid,
      name: pod,
      namespace: name,
      commit: annotations?.[COMMIT_ANNOTATION],
    }));
}

export const environmentNamed = (reader: ObjectReader, name: string): Promise<Stored<Environment> | undefined> =>
  reader.get('Environment', { namespace: HOME_NAMESPACE, name });

/** Why there is nothing to read, in the words that lists have for it. Pure. */
export function whyNothing(environment: Stored<Environment>): LogView & { readonly kind: 'nothing' } {
  const { reason, message } = environmentView(environment);
  return { kind: 'nothing', reason, message, next: adviceFor(reason) };
}
