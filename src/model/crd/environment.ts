import { z } from 'zod';
import { GROUP_VERSION } from '#model/environment.ts';
import { MOST_EGRESS_RULES, MOST_PORTS } from '#model/isolation.ts';
import type { WaitingReason } from '#model/reasons.ts';
import {
  applicationName,
  commitSha,
  conditions,
  count,
  environmentName,
  githubId,
  imageDigest,
  message,
  personName,
  reasonWord,
  repositoryRef,
  stageName,
  storedMetadata,
  textUpTo,
  time,
  why,
} from './fields.ts';
import { structural } from './structural.ts';

const pullRequest = z
  .object({ number: githubId, head: commitSha, fork: z.boolean(), updatedAt: time })
  .describe('Which pull request a preview shows; head is what GitHub last reported, not what runs.')
  .register(structural, { atomic: true });

const stage = z
  .object({ name: stageName, branch: textUpTo(255).min(1), head: commitSha, updatedAt: time })
  .describe('Which branch a stage follows; head is what GitHub last reported, not what runs.')
  .register(structural, { atomic: true });

const asked = z.object({ by: personName, why });

/** As long as a `dungeonmaster.yaml` may be. */
const fromFile = textUpTo(65_536);
const quantity = textUpTo(32);
const amounts = z.object({ cpu: quantity.optional(), memory: quantity.optional() });
const workload = z.object({
  image: fromFile.exactOptional(),
  build: fromFile.exactOptional(),
  command: z.array(fromFile).max(32_768).exactOptional(),
  env: z.record(z.string(), fromFile).register(structural, { maxProperties: 16_384 }),
  service: z.object({ port: z.number().int().min(1).max(65_535), health: fromFile.regex(/^\//) }),
  resources: z.object({ requests: amounts.optional(), limits: amounts.optional() }).exactOptional(),
});

const isolation = z
  .object({
    podSecurity: z.literal('baseline').exactOptional(),
    egress: z
      .array(
        z.object({
          cidr: textUpTo(43),
          ports: z.array(z.number().int().min(1).max(65_535)).max(MOST_PORTS).optional(),
        }),
      )
      .max(MOST_EGRESS_RULES)
      .exactOptional(),
  })
  .describe("How the team's half of the file opens the fence around it; never there for a fork.")
  .register(structural, { atomic: true });

const revision = z
  .object({
    sha: commitSha,
    image: textUpTo(512).min(1),
    digest: imageDigest,
    deploymentId: githubId,
    asked: asked.exactOptional(),
    workload,
  })
  .describe('A commit that shall run, and how. Nothing runs without it.')
  .register(structural, { atomic: true });

const waiting = z
  .object({ reason: reasonWord.transform((word) => word as WaitingReason), message })
  .describe('Why the newest commit may not run yet.')
  .register(structural, { atomic: true });

const common = {
  application: applicationName,
  repository: repositoryRef,
  revision: revision.exactOptional(),
  waiting: waiting.exactOptional(),
  isolation: isolation.exactOptional(),
  rulesVersion: count,
};
const oneTarget = 'must have exactly one of pullRequest and stage';
const preview = z.object({ ...common, pullRequest, stage: z.never().exactOptional() });
const ofStage = z.object({ ...common, stage, pullRequest: z.never().exactOptional() });

const spec = z.union([preview, ofStage], oneTarget).register(structural, {
  rules: [
    { rule: 'self.application == oldSelf.application', message: 'application is immutable' },
    { rule: 'self.repository.id == oldSelf.repository.id', message: 'repository.id is immutable' },
    { rule: 'self.rulesVersion >= oldSelf.rulesVersion', message: 'was written by newer rules' },
    {
      rule: '!has(self.pullRequest) || !has(oldSelf.pullRequest) || self.pullRequest.updatedAt >= oldSelf.pullRequest.updatedAt',
      message: 'a newer answer about this pull request was seen already',
    },
    {
      rule: '!has(self.stage) || !has(oldSelf.stage) || self.stage.branch != oldSelf.stage.branch || self.stage.updatedAt >= oldSelf.stage.updatedAt',
      message: 'a newer answer about this branch was seen already',
    },
  ],
});

const attempt = z.object({
  deploymentId: githubId,
  sha: commitSha,
  asked: asked.exactOptional(),
  outcome: z.enum(['succeeded', 'failed', 'superseded', 'cancelled']).exactOptional(),
  reason: reasonWord.exactOptional(),
  message: message.exactOptional(),
  log: z.array(textUpTo(4096)).max(20).exactOptional(),
  startedAt: time,
  finishedAt: time.exactOptional(),
});

const status = z.object({
  observedGeneration: count.exactOptional(),
  conditions: conditions.exactOptional(),
  running: z
    .object({ sha: commitSha, digest: imageDigest })
    .describe('The commit that answers now.')
    .register(structural, { atomic: true })
    .exactOptional(),
  url: textUpTo(2048).exactOptional(),
  attempts: z.array(attempt).max(5).describe('Newest first.').exactOptional(),
  reported: z
    .object({ fingerprint: textUpTo(1024), closedThrough: count, waiting: commitSha.exactOptional() })
    .describe('What was last told to GitHub: saves reads, proves nothing.')
    .register(structural, { atomic: true })
    .exactOptional(),
});

export const environmentSchema = z
  .object({
    apiVersion: z.literal(GROUP_VERSION),
    kind: z.literal('Environment'),
    metadata: storedMetadata.extend({ name: environmentName }),
    spec,
    status: status.exactOptional(),
  })
  .describe('One running instance of an application: a preview of a pull request, or a stage.')
  .register(structural, {
    rules: [
      {
        // Not the number written out and compared: an API server takes a text made from a number for one without a bound.
        rule: `!has(self.spec.pullRequest) || self.metadata.name.startsWith(self.spec.application + '-pr-') && self.metadata.name.matches('-pr-[1-9][0-9]*$') && int(self.metadata.name.substring(size(self.spec.application) + 4)) == self.spec.pullRequest.number`,
        message: 'the name of a preview is APPLICATION-pr-NUMBER',
      },
      {
        rule: `!has(self.spec.stage) || self.metadata.name == self.spec.application + '-' + self.spec.stage.name`,
        message: 'the name of a stage is APPLICATION-STAGE',
      },
    ],
  });
