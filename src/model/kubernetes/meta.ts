import type { FieldSet } from '#lib/structured-merge/field-set.ts';

/** Who owns what of an object, as server-side apply keeps it (API reference, meta/v1 ManagedFieldsEntry). */
export interface ManagedFieldsEntry {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  /** RFC 3339; when this manager last changed something. */
  readonly time?: string;
  readonly fieldsType: 'FieldsV1';
  readonly fieldsV1: FieldSet;
  readonly subresource?: string;
}

/** meta/v1 OwnerReference. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** The parts of `ObjectMeta` that we read or write (Kubernetes API reference, meta/v1). */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  /** Opaque; equal means unchanged. */
  readonly resourceVersion?: string;
  /** Counts changes of the spec. */
  readonly generation?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  /** RFC 3339. */
  readonly creationTimestamp?: string;
  /** RFC 3339; set while finalizers hold a deletion back. */
  readonly deletionTimestamp?: string;
  /** How long the object may take to go once it is deleted. */
  readonly deletionGracePeriodSeconds?: number;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly managedFields?: readonly ManagedFieldsEntry[];
}

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

/** meta/v1 Condition; `lastTransitionTime` changes only with `status`. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime: string;
  readonly observedGeneration?: number;
}

/** An object as a server gives it: the server's fields are there. */
export type Stored<Item extends KubernetesObject> = Item & {
  readonly metadata: {
    readonly uid: string;
    readonly resourceVersion: string;
    readonly creationTimestamp: string;
  };
} & Counted<Item>;

/** Namespaces, Services, Leases, quotas, limits and Secrets count no generation. */
type Counted<Item extends KubernetesObject> = Item extends {
  readonly kind: 'Deployment' | 'Pod' | 'EndpointSlice' | 'NetworkPolicy' | 'Application' | 'Environment';
}
  ? { readonly metadata: { readonly generation: number } }
  : unknown;
