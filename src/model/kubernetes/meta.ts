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
    readonly generation: number;
    readonly creationTimestamp: string;
  };
};
