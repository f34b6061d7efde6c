import type { GitHubUse } from './budget.ts';
import type { GitHub } from './github.ts';

/** One GitHub, asked for different reasons: who asks decides who goes first. */
export interface GitHubByUse extends Readonly<Record<GitHubUse, GitHub>> {
  /** Ends all waiting for a turn, before whoever waits is stopped. */
  readonly close: () => void;
}
