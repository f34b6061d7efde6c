import type { Applied } from '#ports/objects/objects.ts';
import type { Place } from './fence.ts';

export const PULL_SECRET = 'registry-credentials';
/** The one field of such a Secret (Kubernetes documentation, "Docker config Secrets"). */
export const PULL_SECRET_FIELD = '.dockerconfigjson';
/** Stands for the content in every world and plan, which are printed: the content itself is put in as it is sent. */
export const CONFIGURED = 'as configured';
/** What a Secret has that was not written by us, or before the configuration changed. */
export const OUTDATED = 'something else';

export const pullSecret = (place: Place): Applied<'Secret'> => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { ...place, name: PULL_SECRET },
  type: 'kubernetes.io/dockerconfigjson',
  data: { [PULL_SECRET_FIELD]: CONFIGURED },
});
