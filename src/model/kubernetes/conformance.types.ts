import type { Holds, Same } from '#lib/type-proof.ts';
import type { Kinds } from '#model/kinds.ts';
import type { OwnKind } from '#model/crd/own-kinds.ts';
import type { OpenApiKinds } from './openapi.generated.ts';
import type { Deployment, Pod } from './workload.ts';

/**
 * Where a type of ours differs from what an API server describes: a field that it does not have, a value that it does
 * not take, a field that it demands and ours may lack. Never: it fits. Plain assignability would let the first pass.
 * What only the server writes, the status, need not be complete.
 */
type Misfit<Ours, Theirs, At extends string, Complete extends boolean = true> = unknown extends Theirs
  ? never
  : Ours extends string | number | boolean | null
    ? Ours extends Theirs
      ? never
      : At
    : Ours extends readonly (infer Item)[]
      ? Theirs extends readonly (infer TheirItem)[]
        ? Misfit<Item, TheirItem, `${At}[]`, Complete>
        : At
      : FieldMisfit<Ours, Theirs, At, Complete>;

type FieldMisfit<Ours, Theirs, At extends string, Complete extends boolean> =
  | {
      [Name in keyof Ours & string]-?: Name extends keyof Theirs
        ? Misfit<
            Exclude<Ours[Name], undefined>,
            Exclude<Theirs[Name], undefined>,
            `${At}.${Name}`,
            Name extends 'status' ? false : Complete
          >
        : `${At}.${Name}`;
    }[keyof Ours & string]
  | (Complete extends true ? `${At}.${Exclude<RequiredOf<Theirs>, RequiredOf<Ours>>} is required` : never);

/** The fields that must be there; the names of a map are its own. */
type RequiredOf<Item> = {
  [Name in keyof Item & string]-?: string extends Name ? never : Item extends Record<Name, Item[Name]> ? Name : never;
}[keyof Item & string];

/** A kind that was added to `Kinds` is not known here until `npm run kubernetes-types` was run. */
type MisfitsOf<Kind extends string, Ours> = Kind extends keyof OpenApiKinds
  ? Misfit<Ours, OpenApiKinds[Kind], Kind>
  : `${Kind} is not generated`;

type Misfits = { [Kind in Exclude<keyof Kinds, OwnKind>]: MisfitsOf<Kind, Kinds[Kind]> }[Exclude<keyof Kinds, OwnKind>];

/** One type stands for the conditions of all kinds; those that are older than meta/v1 Condition lack this field. */
type OlderConditions = `${string}.status.conditions[].observedGeneration`;

type Fits<Problem extends never> = Problem;

/** A kind with something else in one place. */
type Changed<Item, Part extends keyof Item, Change> = Omit<Item, Part> & { readonly [Name in Part]: Change };
type DeploymentOf<Spec> = Changed<Deployment, 'spec', Spec>;
type PodOf<Container> = Changed<Pod, 'spec', { readonly containers: readonly Container[] }>;
type PodIn<Status> = Changed<Pod, 'status', Status>;
type Finds<Kind extends string, Ours, Problem> = Same<Exclude<MisfitsOf<Kind, Ours>, OlderConditions>, Problem>;

/** Each kind of ours is as an API server has it; and what the comparison finds where one is not. */
export type OursAreTheirs = [
  Fits<Exclude<Misfits, OlderConditions>>,
  // @ts-expect-error a misspelt field does not compile
  Fits<MisfitsOf<'Deployment', DeploymentOf<Deployment['spec'] & { readonly replica: number }>>>,
  // That very field is found,
  Holds<
    Finds<'Deployment', DeploymentOf<Deployment['spec'] & { readonly replica: number }>, 'Deployment.spec.replica'>
  >,
  // also deep within lists;
  Holds<Finds<'Pod', PodOf<{ name: 'a'; imag: 'b' }>, 'Pod.spec.containers[].imag'>>,
  // a value of another type,
  Holds<
    Finds<'Pod', PodOf<{ name: 'a'; ports: { containerPort: '80' }[] }>, 'Pod.spec.containers[].ports[].containerPort'>
  >,
  // a word that is not in the list,
  Holds<Finds<'Pod', PodIn<{ phase: 'Flying' }>, 'Pod.status.phase'>>,
  // one value where there is a list,
  Holds<Finds<'Pod', PodIn<{ containerStatuses: { name: 'a' } }>, 'Pod.status.containerStatuses.name'>>,
  // a field that the server demands, left out,
  Holds<Finds<'Pod', PodOf<{ image: 'b' }>, 'Pod.spec.containers[].name is required'>>,
  // or such that it may be left out,
  Holds<Finds<'Pod', PodOf<{ name?: 'a' }>, 'Pod.spec.containers[].name is required'>>,
  // another version of the kind,
  Holds<Finds<'Deployment', Changed<Deployment, 'apiVersion', 'apps/v2'>, 'Deployment.apiVersion'>>,
  // and a kind that nobody generated.
  Holds<Finds<'Dungeon', Pod, 'Dungeon is not generated'>>,
  // What the server alone writes need not be complete.
  Holds<Finds<'Pod', PodIn<{ containerStatuses: { name: 'a' }[] }>, never>>,
];
