import type { KeyedLock } from '#lib/keyed-lock.ts';
import type { GitHub } from '#ports/github/github.ts';
import type { Objects } from '#ports/objects/objects.ts';

/** What a report reads and writes. */
export interface ReportPorts {
  readonly objects: Objects;
  readonly github: GitHub;
  /** Several applications share the one comment of a pull request: its writers take turns. */
  readonly comments: KeyedLock;
  /** What this process has told and not noted down, by the UID of an environment: the fingerprint. Saves reads. */
  readonly told: Map<string, string>;
}
