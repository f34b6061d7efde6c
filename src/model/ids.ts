import { z } from 'zod';
import type { Brand } from '#lib/brand.ts';

/** The 40 lower-case hexadecimal digits of a git commit. */
export type CommitSha = Brand<string, 'CommitSha'>;
/** `sha256:` and 64 hexadecimal digits, as the OCI image specification writes a digest. */
export type ImageDigest = Brand<string, 'ImageDigest'>;
export type ApplicationName = Brand<string, 'ApplicationName'>;
export type StageName = Brand<string, 'StageName'>;
/** The name of an `Environment`, of its namespace, and the first label of its host: `shop-pr-12`, `shop-staging`. */
export type EnvironmentName = Brand<string, 'EnvironmentName'>;

const dnsLabel = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;
/** 63 (RFC 1123 label) less the longest of `-pr-1234567` and `-<stage>`. */
const APPLICATION_NAME_LENGTH = 40;
const STAGE_NAME_LENGTH = 20;
const nameRule = 'must be lower-case letters, digits and "-", begin with a letter and not end with "-"';

export const commitSha = z
  .string()
  .regex(/^[0-9a-f]{40}$/, 'must be a full commit SHA')
  .transform((text) => text as CommitSha);
export const imageDigest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, 'must be a sha256 digest')
  .transform((text) => text as ImageDigest);
export const applicationName = z
  .string()
  .max(APPLICATION_NAME_LENGTH)
  .regex(dnsLabel, nameRule)
  .transform((text) => text as ApplicationName);
export const stageName = z
  .string()
  .max(STAGE_NAME_LENGTH)
  .regex(dnsLabel, nameRule)
  .refine((text) => !/^pr-\d+$/.test(text) && text !== 'preview', 'is a name that previews use')
  .transform((text) => text as StageName);
export const environmentName = z
  .string()
  .max(63)
  .regex(dnsLabel, nameRule)
  .transform((text) => text as EnvironmentName);

/** A repository by its number, which survives renames, and by its name as last read. */
export const repositoryRef = z.object({
  id: z.number().int().positive(),
  fullName: z.string().regex(/^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/, 'must be OWNER/NAME'),
});
export type RepositoryRef = Readonly<z.output<typeof repositoryRef>>;

export const previewName = (application: ApplicationName, pullRequest: number): EnvironmentName =>
  `${application}-pr-${pullRequest}` as EnvironmentName;

export const stageEnvironmentName = (application: ApplicationName, stage: StageName): EnvironmentName =>
  `${application}-${stage}` as EnvironmentName;
