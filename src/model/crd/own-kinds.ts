import type { z } from 'zod';
import type { Kinds } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import { actRequestSchema } from './act-request.ts';
import { applicationSchema } from './application.ts';
import { environmentSchema } from './environment.ts';

/** The kinds that are ours: an API server learns them from us. */
export const ownSchemas = {
  Application: applicationSchema,
  Environment: environmentSchema,
  ActRequest: actRequestSchema,
} as const satisfies { readonly [K in keyof Kinds]?: z.ZodType<Stored<Kinds[K]>> };

export type OwnKind = keyof typeof ownSchemas;

export const ownKinds = Object.keys(ownSchemas) as readonly OwnKind[];

export const isOwnKind = (kind: string): kind is OwnKind => Object.hasOwn(ownSchemas, kind);
