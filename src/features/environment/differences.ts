import { covers } from '#lib/equal.ts';
import { fieldsOf } from '#lib/structured-merge/fields-of.ts';
import { childrenOf, type FieldSet } from '#lib/structured-merge/field-set.ts';
import type { KubernetesObject } from '#model/kubernetes/meta.ts';
import { schemas } from '#model/schemas.ts';
import type { Applied } from '#ports/objects/objects.ts';
import type { EnvironmentWorld } from './gather.ts';
import { ENVIRONMENT_LABEL } from './labels.ts';
import { foundPart, type Manifests, type Part, type PartKind } from './parts.ts';

/** The manager of every object of an environment. */
export const FIELD_MANAGER = 'environment';

/** One write that brings an environment nearer to what it shall be. */
export type Difference =
  | { readonly kind: 'applyNamespace'; readonly object: Applied<'Namespace'> }
  | { readonly kind: 'apply'; readonly object: Part }
  | { readonly kind: 'prune'; readonly part: Stray };

/** An object of ours that nothing wants any more. */
export interface Stray {
  readonly kind: PartKind;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
}

/** Only what differs is applied, what fences before what it fences; then what is left over goes. */
export function differences({ namespace, parts }: EnvironmentWorld, wanted: Manifests): readonly Difference[] {
  const missing = wanted.parts.filter((part) => !stands(foundPart(parts, part.kind, part.metadata.name), part));
  return [
    ...(stands(namespace, wanted.namespace) ? [] : [{ kind: 'applyNamespace', object: wanted.namespace } as const]),
    ...missing.map((object) => ({ kind: 'apply', object }) as const),
    ...strays({ parts }, wanted).map((part) => ({ kind: 'prune', part }) as const),
  ];
}

/** What has our label, is of a kind that we render, and is not in the render, which is complete. */
function strays({ parts }: Pick<EnvironmentWorld, 'parts'>, wanted: Manifests): readonly Stray[] {
  return (Object.keys(parts) as PartKind[]).flatMap((kind) =>
    parts[kind]
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined && isLabelled(metadata))
      .filter(
        ({ metadata }) => !wanted.parts.some((part) => part.kind === kind && part.metadata.name === metadata.name),
      )
      .map(({ metadata: { name, uid, resourceVersion } }) => ({ kind, name, uid, resourceVersion })),
  );
}

const isLabelled = ({ labels, namespace }: KubernetesObject['metadata']): boolean =>
  labels?.[ENVIRONMENT_LABEL] !== undefined && labels[ENVIRONMENT_LABEL] === namespace;

/** Whether an object is as it shall be: it has all that is wanted, and nothing that we set before and no longer want. */
const stands = (found: KubernetesObject | undefined, wanted: Part | Applied<'Namespace'>): boolean =>
  covers(found, wanted) && !hasLeftovers(ownedBefore(found), fieldsSetBy(wanted));

/** Undefined where who owns what is not known. */
const ownedBefore = (found: KubernetesObject | undefined): FieldSet | undefined =>
  found?.metadata.managedFields?.find(
    ({ manager, operation, subresource }) =>
      manager === FIELD_MANAGER && operation === 'Apply' && subresource === undefined,
  )?.fieldsV1;

/** Of the metadata a manager owns only what is in here. */
function fieldsSetBy({ kind, metadata, ...wanted }: Part | Applied<'Namespace'>): FieldSet | undefined {
  const { labels, annotations } = metadata;
  const { apiVersion: _version, ...content } = wanted;
  return fieldsOf(schemas[kind], {
    ...content,
    metadata: { ...(labels && { labels }), ...(annotations && { annotations }) },
  });
}

/** Whether a field that was owned is no longer set. */
const hasLeftovers = (owned: FieldSet | undefined, set: FieldSet | undefined): boolean =>
  owned !== undefined &&
  childrenOf(owned).some(([element, child]) => !set || !(element in set) || hasLeftovers(child, set[element]));
