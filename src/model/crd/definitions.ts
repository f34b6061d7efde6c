import { kinds } from '#model/kinds.ts';
import { openApiSchema } from './convert.ts';
import type { OpenApiSchema } from './openapi.ts';
import { ownSchemas, type OwnKind } from './own-kinds.ts';
import { structural } from './structural.ts';

/** A column of `kubectl get`; those with a priority show with `-o wide`. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean' | 'date';
  readonly jsonPath: string;
  readonly priority?: number;
}

/** apiextensions.k8s.io/v1, as far as ours use it. */
export interface CustomResourceDefinition {
  readonly apiVersion: 'apiextensions.k8s.io/v1';
  readonly kind: 'CustomResourceDefinition';
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly scope: 'Namespaced' | 'Cluster';
    readonly names: {
      readonly kind: string;
      readonly listKind: string;
      readonly plural: string;
      readonly singular: string;
      readonly shortNames: readonly string[];
      readonly categories: readonly string[];
    };
    readonly versions: readonly {
      readonly name: string;
      readonly served: boolean;
      readonly storage: boolean;
      readonly schema: { readonly openAPIV3Schema: OpenApiSchema };
      readonly subresources: { readonly status: Readonly<Record<string, never>> };
      readonly additionalPrinterColumns: readonly PrinterColumn[];
    }[];
  };
}

const condition = (type: string, field: 'status' | 'reason' | 'message'): string =>
  `.status.conditions[?(@.type=="${type}")].${field}`;
const ready: readonly PrinterColumn[] = [
  { name: 'Ready', type: 'string', jsonPath: condition('Ready', 'status') },
  { name: 'Reason', type: 'string', jsonPath: condition('Ready', 'reason') },
];
const age: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };
const message: PrinterColumn = {
  name: 'Message',
  type: 'string',
  jsonPath: condition('Ready', 'message'),
  priority: 1,
};

/** How `kubectl` shows each kind, and how it may be called for short. */
const shown: { readonly [K in OwnKind]: { readonly shortName: string; readonly columns: readonly PrinterColumn[] } } = {
  Application: {
    shortName: 'dmapp',
    columns: [
      { name: 'Repository', type: 'string', jsonPath: '.spec.repository.fullName' },
      ...ready,
      message,
      { name: 'Stages', type: 'string', jsonPath: '.status.stages', priority: 1 },
      age,
    ],
  },
  Environment: {
    shortName: 'dmenv',
    columns: [
      ...ready,
      { name: 'Waiting', type: 'string', jsonPath: '.spec.waiting.reason' },
      { name: 'Commit', type: 'string', jsonPath: '.status.running.sha' },
      { name: 'URL', type: 'string', jsonPath: '.status.url' },
      message,
      { name: 'Wanted', type: 'string', jsonPath: '.spec.revision.sha', priority: 1 },
      age,
    ],
  },
  ActRequest: {
    shortName: 'dmact',
    columns: [
      { name: 'Act', type: 'string', jsonPath: '.spec.act' },
      { name: 'Environment', type: 'string', jsonPath: '.spec.environment' },
      { name: 'By', type: 'string', jsonPath: '.spec.by.*' },
      { name: 'Outcome', type: 'string', jsonPath: '.status.outcome.kind' },
      { name: 'Reason', type: 'string', jsonPath: '.status.outcome.reason' },
      { name: 'Message', type: 'string', jsonPath: '.status.outcome.message', priority: 1 },
      age,
    ],
  },
};

/** What an API server is told of a kind of ours. */
export function definitionOf(kind: OwnKind): CustomResourceDefinition {
  const { apiVersion, plural, namespaced } = kinds[kind];
  const [group = '', version = ''] = apiVersion.split('/');
  const { shortName, columns } = shown[kind];
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: namespaced ? 'Namespaced' : 'Cluster',
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular: kind.toLowerCase(),
        shortNames: [shortName],
        categories: ['dungeonmaster'],
      },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: rootOf(ownSchemas[kind]) },
          subresources: { status: {} },
          additionalPrinterColumns: columns,
        },
      ],
    },
  };
}

/** An API server knows the metadata itself, and takes rules for the name alone. */
function rootOf(schema: (typeof ownSchemas)[OwnKind]): OpenApiSchema {
  const { metadata, spec, status } = schema.shape;
  const { description } = schema;
  const rules = structural.get(schema)?.rules;
  return {
    ...(description !== undefined && { description }),
    type: 'object',
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object', properties: { name: openApiSchema(metadata.shape.name, 'metadata.name') } },
      spec: openApiSchema(spec, 'spec'),
      status: openApiSchema(status, 'status'),
    },
    required: ['spec'],
    ...(rules && { 'x-kubernetes-validations': rules }),
  };
}
