import type { GitHub } from '#ports/github/github.ts';
import type { Images } from '#ports/images.ts';
import type { Objects } from '#ports/objects/objects.ts';

/** What delivery reads and writes. */
export interface DeliverPorts {
  readonly objects: Objects;
  readonly github: GitHub;
  readonly images: Images;
}

/** Counts changes of the rules in this folder; see law 5. */
export const RULES_VERSION = 1;

/** The field manager of everything that delivery writes. */
export const DELIVER = 'deliver';
