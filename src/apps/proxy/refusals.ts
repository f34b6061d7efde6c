import { conditionOf } from '#model/conditions.ts';
import type { Environment } from '#model/environment.ts';

/** An answer of the proxy itself. */
export interface Refusal {
  readonly status: 400 | 404 | 500 | 502 | 503 | 504;
  readonly title: string;
  /** Each a reason's word, where there is one, and a sentence. */
  readonly facts: readonly RefusalFact[];
  /** How soon it may be different. */
  readonly retryAfterSeconds?: number;
}

export interface RefusalFact {
  readonly reason?: string;
  readonly message: string;
}

const RETRY_SECONDS = 2;

/** The same for every name, so that nobody learns which ones exist. */
export const noEnvironment: Refusal = {
  status: 404,
  title: 'There is no environment here',
  facts: [
    { message: 'A preview goes when its pull request is closed; one that was just opened takes a moment to appear.' },
    { message: 'dm env list shows those that exist.' },
  ],
};

export const notForProxies: Refusal = {
  status: 400,
  title: 'This is not a forward proxy',
  facts: [{ message: 'Ask for a path of an environment.' }],
};

/** What a known environment without a ready endpoint waits for, in the words of its conditions. */
export function notReady({ metadata, spec, status }: Environment): Refusal {
  const progressing = conditionOf(status?.conditions, 'Progressing');
  const rollout = progressing ?? { reason: 'Progressing', message: 'it was just asked for' };
  const deleting = { reason: 'Deleting', message: 'it is being deleted' };
  const facts =
    metadata.deletionTimestamp === undefined ? [...(spec.waiting ? [spec.waiting] : []), rollout] : [deleting];
  return {
    status: 503,
    title: `${metadata.name} does not answer yet`,
    facts: facts.map(({ reason, message }) => ({ reason, message })),
    retryAfterSeconds: RETRY_SECONDS,
  };
}

export const notReached = (name: string): Refusal => ({
  status: 502,
  title: `${name} broke off`,
  facts: [{ reason: 'BadGateway', message: 'the service ended the connection without an answer' }],
});

export const notInTime = (name: string, timeoutMs: number): Refusal => ({
  status: 504,
  title: `${name} does not answer`,
  facts: [{ reason: 'GatewayTimeout', message: `the service gave no answer within ${timeoutMs / 1000} seconds` }],
});

export const notKnownNow: Refusal = {
  status: 503,
  title: 'Environments cannot be looked up at the moment',
  facts: [{ reason: 'Unavailable', message: 'the cluster gave no answer' }],
  retryAfterSeconds: RETRY_SECONDS,
};

export const unexpected: Refusal = {
  status: 500,
  title: 'The preview proxy failed',
  facts: [{ message: 'Its log says why.' }],
};
