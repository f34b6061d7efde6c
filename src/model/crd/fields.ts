import { z } from 'zod';
import type { FieldSet } from '#lib/structured-merge/field-set.ts';
import {
  applicationName,
  commitSha,
  environmentName,
  imageDigest,
  repositoryRef as anyRepositoryRef,
  stageName as anyStageName,
} from '#model/ids.ts';
import { structural } from './structural.ts';

// What the patterns of the identifiers allow, for an API server.
structural.add(commitSha, { maxLength: 40 });
structural.add(imageDigest, { maxLength: 71 });

/** An API server's patterns cannot look ahead. */
export const stageName = anyStageName.register(structural, {
  rules: [{ rule: `self != 'preview' && !self.matches('^pr-[0-9]+$')`, message: 'is a name that previews use' }],
});
export { applicationName, commitSha, environmentName, imageDigest };

/** GitHub's names have at most 39 and 100 characters. */
export const repositoryRef = z
  .object({ ...anyRepositoryRef.shape, fullName: anyRepositoryRef.shape.fullName.max(140) })
  .describe('A repository by its number, which survives renames, and by its name as last read.')
  .register(structural, { atomic: true });

/**
 * A text of so many characters at the most. An API server counts characters, JavaScript counts those beyond 16 bits
 * twice: what the server took is read.
 */
export const textUpTo = (most: number) =>
  z
    .string()
    .max(2 * most)
    .register(structural, { maxLength: most });

/** RFC 3339, in the one spelling in which a later time is also the greater text. */
export const time = z
  .string()
  .max(40)
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/, 'must be a time as RFC 3339 writes it');

/** A number that GitHub gave. */
export const githubId = z.number().int().positive();

export const count = z.number().int().nonnegative();

/**
 * More than any message has: the longest quote a whole `dungeonmaster.yaml` (65,536 characters), with a comma and a
 * space between its words.
 */
export const message = textUpTo(131_072);

/** As meta/v1 Condition has it. Not an enumeration: a newer version may know reasons that this one does not. */
export const reasonWord = z
  .string()
  .max(256)
  .regex(/^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/, 'must be one word in CamelCase');

const condition = z.object({
  type: z.string().max(316).min(1),
  status: z.enum(['True', 'False', 'Unknown']),
  reason: reasonWord,
  message,
  lastTransitionTime: time,
  observedGeneration: count.exactOptional(),
});
export const conditions = z
  .array(condition)
  .max(32)
  .register(structural, { listKeys: ['type'] });

/** How a person is called: by GitHub, or by the operating system. */
export const personName = textUpTo(256).min(1);
/** Why somebody asked. */
export const why = textUpTo(1024);

const text = z.string();
const texts = z.record(text, text);

/** meta/v1 ObjectMeta as servers give it; what it looks like is theirs to check. */
export const storedMetadata = z.object({
  name: text.max(253),
  namespace: text.exactOptional(),
  uid: text,
  resourceVersion: text,
  generation: z.number(),
  labels: texts.exactOptional(),
  annotations: texts.exactOptional(),
  finalizers: z.array(text).exactOptional(),
  creationTimestamp: text,
  deletionTimestamp: text.exactOptional(),
  deletionGracePeriodSeconds: z.number().exactOptional(),
  ownerReferences: z
    .array(
      z.object({
        apiVersion: text,
        kind: text,
        name: text,
        uid: text,
        controller: z.boolean().exactOptional(),
        blockOwnerDeletion: z.boolean().exactOptional(),
      }),
    )
    .exactOptional(),
  managedFields: z
    .array(
      z.object({
        manager: text,
        operation: z.enum(['Apply', 'Update']),
        apiVersion: text,
        time: text.exactOptional(),
        fieldsType: z.literal('FieldsV1'),
        fieldsV1: z.custom<FieldSet>((value) => typeof value === 'object'),
        subresource: text.exactOptional(),
      }),
    )
    .exactOptional(),
});
