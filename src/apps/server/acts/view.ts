import { nameOfPerson, type ActRequest } from '#model/act-request.ts';
import { adviceFor } from '#apps/server/advice.ts';
import type { ActView } from '#apps/server/views.ts';

/** What became of a request, for people and programs. Pure. */
export function actView({ metadata, spec, status }: ActRequest): ActView {
  const { act, environment, by, why, requestedAt } = spec;
  return { name: metadata.name, act, environment, by: nameOfPerson(by), why, requestedAt, ...became(status?.outcome) };
}

type Became = Omit<ActView, 'name' | 'act' | 'environment' | 'by' | 'why' | 'requestedAt'>;

function became(outcome: NonNullable<ActRequest['status']>['outcome']): Became {
  switch (outcome?.kind) {
    case undefined:
      return { state: 'Open' };
    case 'recorded':
      return { state: 'Recorded', deploymentId: outcome.deploymentId, commit: outcome.sha };
    case 'refused': {
      const { reason, message, concludedAt } = outcome;
      return { state: 'Refused', reason, message, next: adviceFor(reason), concludedAt };
    }
    case 'done': {
      const { reason, message, concludedAt, succeeded, deploymentId, sha } = outcome;
      const next = succeeded ? {} : { next: adviceFor(reason) };
      return { state: 'Done', deploymentId, commit: sha, succeeded, reason, message, ...next, concludedAt };
    }
  }
}
