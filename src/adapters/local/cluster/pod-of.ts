import type { Random } from '#lib/random.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Deployment } from '#model/kubernetes/workload.ts';
import type { Applied } from '#ports/objects/objects.ts';
import { CONTAINER_FINALIZER, DEPLOYMENT_LABEL, DEPLOYMENT_UID_ANNOTATION, TEMPLATE_HASH_LABEL } from './labels.ts';

/** Kubernetes' alphabet for generated names: no vowels, nothing that looks like another. */
const NAME_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const SUFFIX_LENGTH = 5;
/** With hash and suffix behind it, it still is a DNS label. */
const DEPLOYMENT_NAME_LENGTH = 46;

/** A new pod of a Deployment's template. */
export function podOf({ metadata, spec }: Stored<Deployment>, hash: string, random: Random): Applied<'Pod'> {
  const { labels, annotations } = spec.template.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${metadata.name.slice(0, DEPLOYMENT_NAME_LENGTH)}-${hash}-${suffix(random)}`,
      ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
      labels: { ...labels, [TEMPLATE_HASH_LABEL]: hash, [DEPLOYMENT_LABEL]: metadata.name },
      annotations: { ...annotations, [DEPLOYMENT_UID_ANNOTATION]: metadata.uid },
      finalizers: [CONTAINER_FINALIZER],
    },
    spec: spec.template.spec,
  };
}

const suffix = (random: Random): string =>
  Array.from({ length: SUFFIX_LENGTH }, () => NAME_ALPHABET.charAt(Math.floor(random() * NAME_ALPHABET.length))).join(
    '',
  );
