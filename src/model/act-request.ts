import { z } from 'zod';
import type { GROUP_VERSION } from './environment.ts';
import type { CommitSha, EnvironmentName } from './ids.ts';
import type { KubernetesObject, ObjectMeta } from './kubernetes/meta.ts';
import type { ActReason } from './reasons.ts';

/** What a person can ask for. */
export const requestedActs = ['redeploy', 'delete'] as const;
export type RequestedAct = (typeof requestedActs)[number];

/** Finds the requests about one environment without looking at the others (law 10). */
export const REQUEST_ENVIRONMENT_LABEL = 'dungeonmaster.dev/environment';

/** Who asked, as it was verified: by GitHub, or by the operating system where only this user can ask. */
export type Person = { readonly login: string } | { readonly localUser: string };

export const nameOfPerson = (person: Person): string => ('login' in person ? person.login : person.localUser);

/** What became of a request. It is concluded once it is `refused` or `done`. */
export type ActOutcome =
  /** GitHub has the record; what follows from it is on its way. */
  | ({ readonly kind: 'recorded' } & RecordedAct)
  | ({ readonly kind: 'done'; readonly succeeded: boolean } & RecordedAct & Conclusion)
  /** Nothing was recorded, and nothing will be. */
  | ({ readonly kind: 'refused' } & Conclusion);

export interface RecordedAct {
  /** The GitHub deployment (record) of the act. */
  readonly deploymentId: number;
  /** The commit that starts anew, or the head that was deleted. */
  readonly sha: CommitSha;
}

export interface Conclusion {
  readonly reason: ActReason;
  readonly message: string;
  /** RFC 3339. */
  readonly concludedAt: string;
}

/** Somebody asks for something. Whoever writes it has verified who; the controller records it and carries it out. */
export interface ActRequest extends KubernetesObject {
  readonly apiVersion: typeof GROUP_VERSION;
  readonly kind: 'ActRequest';
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly act: RequestedAct;
    readonly environment: EnvironmentName;
    readonly by: Person;
    readonly why: string;
    /** RFC 3339. */
    readonly requestedAt: string;
  };
  readonly status?: { readonly outcome?: ActOutcome };
}

/** Whatever a client chose to know its request again by: a UUID, for example. */
export const requestKey = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{6,38}[a-z0-9]$/, 'must be 8 to 40 lower-case letters, digits and "-"');

/** The same key is the same request, however often it is sent. */
export const requestName = (key: string): string => `act-${key}`;

export const isConcluded = ({ status }: ActRequest): boolean =>
  status?.outcome?.kind === 'refused' || status?.outcome?.kind === 'done';
