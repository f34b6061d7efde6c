import type { KubernetesObject } from '#model/kubernetes/meta.ts';
import type { Document, Fields } from './document.ts';

/** The metadata that managers own; the rest is the server's. */
type OwnedMetadata = Pick<KubernetesObject['metadata'], 'labels' | 'annotations' | 'finalizers' | 'ownerReferences'>;

/** What managers own of an object: all but its identity and the metadata that the server writes. */
export function ownedOf(object: KubernetesObject): Fields {
  const { apiVersion: _version, kind: _kind, metadata, ...content } = object;
  const owned = ownedMetadata(metadata);
  return Object.keys(owned).length > 0 ? { metadata: owned, ...content } : content;
}

/** What an apply asks for: never status, which has a verb of its own. */
export function configOf(sent: KubernetesObject): Fields {
  const { status: _status, ...config }: Fields = ownedOf(sent);
  return config;
}

function ownedMetadata({ labels, annotations, finalizers, ownerReferences }: OwnedMetadata): OwnedMetadata {
  return {
    ...(labels && { labels }),
    ...(annotations && { annotations }),
    ...(finalizers && { finalizers }),
    ...(ownerReferences && { ownerReferences }),
  };
}

/** The document with what managers own replaced; a server keeps no metadata that is empty. */
export function withOwned(document: Document, owned: Fields): Document {
  const { apiVersion, kind, metadata } = document;
  const { labels: _l, annotations: _a, finalizers: _f, ownerReferences: _o, ...server } = metadata;
  const { metadata: asked, ...content } = owned;
  const kept = Object.entries((asked ?? {}) as OwnedMetadata).filter(([, value]) => Object.keys(value).length > 0);
  return { apiVersion, kind, metadata: { ...server, ...Object.fromEntries(kept) }, ...content };
}

/** Everything but identity, metadata and status. */
export function contentOf(document: Document): Fields {
  const { apiVersion: _version, kind: _kind, metadata: _metadata, status: _status, ...content } = document;
  return content;
}
