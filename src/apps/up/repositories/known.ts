import type { RepositoryRef } from '#model/ids.ts';
import type { FollowedRepository } from './followed.ts';
import type { OwnRepository } from './repository.ts';

/** A repository that GitHub knows by its number. */
export interface Known {
  readonly repository: OwnRepository;
  readonly ref: RepositoryRef;
  readonly followed: FollowedRepository;
}
