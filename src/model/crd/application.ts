import { z } from 'zod';
import { GROUP_VERSION } from '#model/environment.ts';
import { applicationName, conditions, count, repositoryRef, stageName, storedMetadata, textUpTo } from './fields.ts';
import { structural } from './structural.ts';

const spec = z
  .object({
    repository: repositoryRef,
    path: textUpTo(1024).min(1).describe('Where the file is in the repository.'),
  })
  .register(structural, {
    rules: [{ rule: 'self.repository.id == oldSelf.repository.id', message: 'repository.id is immutable' }],
  });

const status = z.object({
  observedGeneration: count.exactOptional(),
  conditions: conditions.exactOptional(),
  stages: z.array(stageName).max(16_384).describe('The stages that the file names.').exactOptional(),
});

export const applicationSchema = z
  .object({
    apiVersion: z.literal(GROUP_VERSION),
    kind: z.literal('Application'),
    metadata: storedMetadata.extend({ name: applicationName }),
    spec,
    status: status.exactOptional(),
  })
  .describe("The registration of a service, and what was last read of the team's half of its file.");
