/** A schema of Kubernetes' OpenAPI v3 description, as far as types depend on it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly 'x-kubernetes-group-version-kind'?: readonly GroupVersionKind[];
}

interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** What `/openapi/v3/apis/GROUP/VERSION` answers. */
export interface Description {
  readonly info: { readonly version: string };
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** A kind by its names: `apps/v1`, `Deployment`. */
export interface WantedKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Where an API server describes a group and version (Kubernetes documentation, "The Kubernetes API", "OpenAPI V3"). */
export const pathOf = ({ apiVersion }: WantedKind): string =>
  `/openapi/v3/${apiVersion.includes('/') ? 'apis' : 'api'}/${apiVersion}`;

const REFERENCE = '#/components/schemas/';

/** The name of the schema that stands in this place; undefined where one is written out. */
export function referenceOf({ $ref, allOf }: Schema): string | undefined {
  const [only, ...more] = allOf ?? [];
  if (more.length > 0) throw new TypeError(`allOf of ${more.length + 1} schemas is not known from Kubernetes`);
  if ($ref === undefined) return only && referenceOf(only);
  if (!$ref.startsWith(REFERENCE)) throw new TypeError(`${$ref} is not in this description`);
  return $ref.slice(REFERENCE.length);
}

/** `io.k8s.api.core.v1.Pod` is called `Pod`. */
export const shortName = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
