import type { KubernetesObject } from './meta.ts';

/** v1 ObjectReference, as far as an event needs it. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
}

/**
 * events.k8s.io/v1 Event: something that happened to an object, for people. Once it is written only its series may
 * change; an API server deletes it after an hour.
 */
export interface KubernetesEvent extends KubernetesObject {
  readonly apiVersion: 'events.k8s.io/v1';
  readonly kind: 'Event';
  /** MicroTime. */
  readonly eventTime: string;
  /** From the second time on. */
  readonly series?: {
    readonly count: number;
    /** MicroTime. */
    readonly lastObservedTime: string;
  };
  /** `DOMAIN/NAME`. */
  readonly reportingController: string;
  readonly reportingInstance: string;
  readonly action: string;
  readonly reason: string;
  readonly regarding: ObjectReference;
  readonly note: string;
  readonly type: 'Normal' | 'Warning';
}
