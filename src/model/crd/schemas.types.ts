import type { z } from 'zod';
import type { Holds, Same } from '#lib/type-proof.ts';
import type { ActRequest } from '#model/act-request.ts';
import type { Application, Environment } from '#model/environment.ts';
import type { KubernetesObject, Stored } from '#model/kubernetes/meta.ts';
import type { actRequestSchema } from './act-request.ts';
import type { applicationSchema } from './application.ts';
import type { environmentSchema } from './environment.ts';

/** The same type written out: without `readonly`, and with intersections joined. */
type Plain<Value> = Value extends string | number | boolean | null | undefined
  ? Value
  : Value extends readonly (infer Item)[]
    ? Plain<Item>[]
    : { -readonly [Key in keyof Value]: Plain<Value[Key]> };

/** An object as a parser gives it; every object of ours counts its generations. */
type Read<Item extends KubernetesObject> = Stored<Item> & { readonly metadata: { readonly generation: number } };
type SameAs<Schema extends z.ZodType, Item extends KubernetesObject> = Same<Plain<z.output<Schema>>, Plain<Read<Item>>>;

/** What a schema lets through is what the interface says, field by field: nothing more, nothing less. */
export type SchemasAreInterfaces = [
  Holds<SameAs<typeof applicationSchema, Application>>,
  Holds<SameAs<typeof environmentSchema, Environment>>,
  Holds<SameAs<typeof actRequestSchema, ActRequest>>,
  // @ts-expect-error one kind is not another
  Holds<SameAs<typeof applicationSchema, Environment>>,
  // @ts-expect-error a field that may be left out is not one that must be there
  Holds<SameAs<typeof applicationSchema, Application & { readonly status: NonNullable<Application['status']> }>>,
  // @ts-expect-error a word of a list is not any word
  Holds<Same<Plain<{ readonly act: 'redeploy' }>, Plain<{ readonly act: string }>>>,
];
