import type { Kind, Kinds } from '#model/kinds.ts';
import type { ObjectMeta, Stored } from '#model/kubernetes/meta.ts';

/** Where an object is; `namespace` is left out for kinds that have none. */
export interface ObjectKey {
  readonly name: string;
  readonly namespace?: string;
}

/** What to list or watch. `labels` must all match (equality). */
export interface Selection {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface ObjectList<K extends Kind> {
  readonly items: readonly Stored<Kinds[K]>[];
  /** Where a watch goes on from. */
  readonly resourceVersion: string;
}

export type WatchEvent<K extends Kind> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: Stored<Kinds[K]> }
  | {
      readonly type: 'BOOKMARK';
      readonly resourceVersion: string;
      /** Everything that there was at this version has been sent. */
      readonly initialEventsEnd?: true;
    };

/**
 * Where a watch begins: after a version, or with each object that there is as ADDED and a bookmark behind the last one
 * (Kubernetes documentation, "Streaming lists").
 */
export type WatchStart =
  | { readonly resourceVersion: string; readonly sendInitialEvents?: never }
  | { readonly sendInitialEvents: true; readonly resourceVersion?: never };

export type WatchOptions = Selection & WatchStart & { readonly signal: AbortSignal };

/** What an apply sends: never status, never the server's own fields. */
export type Applied<K extends Kind> = Omit<Kinds[K], 'status' | 'metadata'> & {
  readonly metadata: Pick<
    ObjectMeta,
    'name' | 'namespace' | 'labels' | 'annotations' | 'finalizers' | 'ownerReferences'
  >;
};

/** The precondition that there is no such object; no server gives this as a resourceVersion. */
export const ABSENT = 'absent';

/**
 * What must still be true when an apply arrives. A version alone does not prove that the object is there: an API server
 * makes an applied object anew, whatever version was sent with it, unless its uid came along.
 */
export type ApplyCondition =
  | { readonly ifVersion?: undefined; readonly ifUid?: undefined }
  | { readonly ifVersion: typeof ABSENT; readonly ifUid?: undefined }
  | { readonly ifVersion: string; readonly ifUid: string };

export type ApplyOptions = ApplyCondition & {
  /** Whose fields these are: what this manager applied before and leaves out now is removed. */
  readonly fieldManager: string;
  /**
   * Whether to take fields from managers who want them otherwise; true when left out. False: such an apply is a
   * `Conflict` that names the managers and the fields.
   */
  readonly force?: boolean;
};

/** The condition that an object stands as it was read, or still does not exist. */
export const ifUnchanged = (
  seen: { readonly metadata: { readonly uid: string; readonly resourceVersion: string } } | undefined,
): ApplyCondition =>
  seen ? { ifVersion: seen.metadata.resourceVersion, ifUid: seen.metadata.uid } : { ifVersion: ABSENT };

/** The manager of everything that is not applied: `putStatus` and `removeFinalizer`. */
export const UPDATER = 'dungeon-master';

export interface WriteCondition {
  readonly ifVersion: string;
}

export interface DeleteOptions {
  /** Only this very object, not one of the same name that came after it. */
  readonly ifUid: string;
  readonly ifVersion?: string;
}

/** The reading half, which a watch cache implements as well. */
export interface ObjectReader {
  get<K extends Kind>(kind: K, key: ObjectKey): Promise<Stored<Kinds[K]> | undefined>;
  list<K extends Kind>(kind: K, selection?: Selection): Promise<ObjectList<K>>;
}

/**
 * The one low port: what a Kubernetes API server does for us, and local mode's store does likewise.
 * Every verb throws `ObjectsError` and nothing else.
 */
export interface Objects extends ObjectReader {
  /**
   * Changes, in order for each object. Ends when the server ends it or `signal` aborts; throws `Expired` when the
   * version is no longer known: begin anew; `Invalid` where the server cannot send initial events: list first.
   */
  watch<K extends Kind>(kind: K, options: WatchOptions): AsyncIterable<WatchEvent<K>>;
  /**
   * Server-side apply: the manager owns what it sends, field by field, and what it leaves out now and nobody else owns
   * is removed (Kubernetes documentation, "Server-Side Apply"). What changes neither the object nor who owns what
   * keeps the resourceVersion.
   * Throws `Conflict` when the condition does not hold, or without force; `NotFound` when the namespace is missing;
   * `Forbidden` when it is being deleted.
   */
  apply<K extends Kind>(kind: K, object: Applied<K>, options: ApplyOptions): Promise<Stored<Kinds[K]>>;
  /** Replaces the status, as an Update by `UPDATER`. Throws `Conflict` or `NotFound`. */
  putStatus<K extends Kind>(
    kind: K,
    key: ObjectKey,
    status: NonNullable<StatusOf<K>>,
    condition: WriteCondition,
  ): Promise<Stored<Kinds[K]>>;
  /** Takes one finalizer away, whoever owns it; the object is gone when it was the last one of a deleted object. */
  removeFinalizer(kind: Kind, key: ObjectKey, finalizer: string, condition: WriteCondition): Promise<void>;
  /** Asks for deletion; finalizers may hold it back. What is gone already is no error. Throws `Conflict`. */
  delete(kind: Kind, key: ObjectKey, options: DeleteOptions): Promise<void>;
}

/** The status type of a kind; `never` for kinds without one. */
export type StatusOf<K extends Kind> = Kinds[K] extends { readonly status?: infer Status } ? Status : never;
