import { z } from 'zod';
import { requestedActs } from '#model/act-request.ts';
import { GROUP_VERSION } from '#model/environment.ts';
import type { ActReason } from '#model/reasons.ts';
import {
  commitSha,
  environmentName,
  githubId,
  message,
  personName,
  reasonWord,
  storedMetadata,
  time,
  why,
} from './fields.ts';
import { structural } from './structural.ts';

const by = z
  .xor(
    [z.object({ login: personName }), z.object({ localUser: personName })],
    'must be exactly one of login and localUser',
  )
  .describe('Who asked, as it was verified: by GitHub, or by the operating system where only this user can ask.')
  .register(structural, { atomic: true });

const spec = z
  .object({ act: z.enum(requestedActs), environment: environmentName, by, why, requestedAt: time })
  .register(structural, { rules: [{ rule: 'self == oldSelf', message: 'a request is never changed: make another' }] });

const recorded = { deploymentId: githubId, sha: commitSha };
const conclusion = {
  reason: reasonWord.transform((word) => word as ActReason),
  message,
  concludedAt: time,
};
const outcome = z
  .discriminatedUnion(
    'kind',
    [
      z.object({ kind: z.literal('recorded'), ...recorded }),
      z.object({ kind: z.literal('done'), succeeded: z.boolean(), ...recorded, ...conclusion }),
      z.object({ kind: z.literal('refused'), ...conclusion }),
    ],
    'must have the fields of its kind: recorded, done or refused',
  )
  .describe('What became of it. It is concluded once it is refused or done.')
  .register(structural, { atomic: true });

const status = z.object({ outcome: outcome.exactOptional() }).register(structural, {
  rules: [
    {
      rule: `!has(oldSelf.outcome) || oldSelf.outcome.kind == 'recorded' || has(self.outcome) && self.outcome == oldSelf.outcome`,
      message: 'what is concluded stays as it is',
    },
  ],
});

export const actRequestSchema = z
  .object({
    apiVersion: z.literal(GROUP_VERSION),
    kind: z.literal('ActRequest'),
    metadata: storedMetadata,
    spec,
    status: status.exactOptional(),
  })
  .describe('Somebody asks for something. Whoever writes it has verified who; the controller carries it out.');
