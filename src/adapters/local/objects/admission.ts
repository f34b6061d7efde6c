import { duplicateIn } from '#lib/structured-merge/duplicates.ts';
import { pathText } from '#lib/structured-merge/path-element.ts';
import { kinds, type Kind } from '#model/kinds.ts';
import type { KubernetesObject } from '#model/kubernetes/meta.ts';
import { schemas } from '#model/schemas.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import type { ObjectKey } from '#ports/objects/objects.ts';

/** RFC 1123 label. */
const DNS_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** RFC 1123 subdomain. */
const DNS_SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
/** A qualified name: an optional DNS subdomain and "/", then up to 63 characters. */
const QUALIFIED_NAME = /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const names = { label: DNS_LABEL, subdomain: DNS_SUBDOMAIN };
const LABEL_VALUE = /^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/;

const invalid = (kind: string, name: string, problem: string, next?: string): ObjectsError =>
  new ObjectsError('Invalid', `${kind} ${name}: ${problem}`, next === undefined ? {} : { next });

/** Throws `Invalid` for a kind that local mode does not serve. */
export function checkKind(kind: string): void {
  if (Object.hasOwn(kinds, kind)) return;
  throw new ObjectsError('Invalid', `${kind}: local mode has no such kind`, {
    next: `use a Kubernetes cluster for ${kind}`,
  });
}

/** Throws `Invalid` unless the key has the form that the kind asks for. */
export function checkKey(kind: Kind, { name, namespace }: ObjectKey): void {
  checkKind(kind);
  const form = kind === 'Event' ? 'subdomain' : 'label';
  if (!names[form].test(name)) throw invalid(kind, name, `metadata.name must be a lower-case RFC 1123 ${form}`);
  if (kinds[kind].namespaced && namespace === undefined) throw invalid(kind, name, 'metadata.namespace is missing');
  if (!kinds[kind].namespaced && namespace !== undefined) throw invalid(kind, name, 'the kind has no namespace');
  if (namespace !== undefined && !DNS_LABEL.test(namespace)) {
    throw invalid(kind, name, 'metadata.namespace must be a lower-case RFC 1123 label');
  }
}

/** What an API server refuses in any object. Throws `Invalid`. */
export function checkObject(kind: Kind, object: KubernetesObject): void {
  checkKey(kind, object.metadata);
  const problem =
    problemOfType(kind, object) ?? problemOfLabels(object) ?? problemOfNames(object) ?? problemOfLists(kind, object);
  if (problem !== undefined) throw invalid(kind, object.metadata.name, problem);
}

function problemOfType(kind: Kind, object: KubernetesObject): string | undefined {
  const { apiVersion } = kinds[kind];
  if (object.kind === kind && object.apiVersion === apiVersion) return undefined;
  return `is sent as ${object.apiVersion} ${object.kind}, served as ${apiVersion} ${kind}`;
}

function problemOfLabels({ metadata }: KubernetesObject): string | undefined {
  const labels = Object.entries(metadata.labels ?? {});
  const badKey = labels.find(([key]) => !QUALIFIED_NAME.test(key));
  if (badKey) return `the label key ${badKey[0]} is not a qualified name`;
  const badValue = labels.find(([, value]) => !LABEL_VALUE.test(value));
  return badValue && `the value of the label ${badValue[0]} is not a label value`;
}

function problemOfNames({ metadata }: KubernetesObject): string | undefined {
  const { annotations = {}, finalizers = [] } = metadata;
  const badKey = Object.keys(annotations).find((key) => !QUALIFIED_NAME.test(key));
  if (badKey !== undefined) return `the annotation key ${badKey} is not a qualified name`;
  const badFinalizer = finalizers.find((item) => !item.includes('/') || !QUALIFIED_NAME.test(item));
  return badFinalizer === undefined ? undefined : `the finalizer ${badFinalizer} is not DOMAIN/NAME`;
}

function problemOfLists(kind: Kind, object: KubernetesObject): string | undefined {
  const duplicate = duplicateIn(schemas[kind], object);
  return duplicate === undefined ? undefined : `${pathText(duplicate)} is there twice`;
}
