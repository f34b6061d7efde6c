import { equal } from '#lib/equal.ts';
import type { Kind } from '#model/kinds.ts';
import type { Document } from './document.ts';
import { contentOf } from './owned.ts';

/**
 * What `metadata.generation` counts (Kubernetes 1.37, `pkg/registry/.../strategy.go` of each kind): a Deployment's
 * annotations go down to its pods, and an EndpointSlice's labels say whose it is.
 */
const counted: { readonly [K in Kind]: ((document: Document) => unknown) | undefined } = {
  ActRequest: contentOf,
  Namespace: undefined,
  ResourceQuota: undefined,
  LimitRange: undefined,
  NetworkPolicy: contentOf,
  Secret: undefined,
  Deployment: (document) => [contentOf(document), document.metadata.annotations],
  Service: undefined,
  Pod: contentOf,
  EndpointSlice: (document) => [contentOf(document), document.metadata.labels],
  Lease: undefined,
  Event: undefined,
  Application: contentOf,
  Environment: contentOf,
};

/** The metadata field of a new object of a kind; kinds that count nothing have none. */
export const firstGeneration = (kind: Kind): { readonly generation?: number } =>
  counted[kind] ? { generation: 1 } : {};

/** A document that replaces another, with its generation. */
export function withGeneration(kind: Kind, before: Document, after: Document): Document {
  const count = counted[kind];
  return !count || equal(count(before), count(after)) ? after : nextGeneration(after);
}

/** One generation on, where there is one: also what is done when a deletion begins. */
export function nextGeneration(document: Document): Document {
  const { generation } = document.metadata;
  if (generation === undefined) return document;
  return { ...document, metadata: { ...document.metadata, generation: generation + 1 } };
}
