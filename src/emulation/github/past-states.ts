import type { GitHubState } from './state.ts';

/** No answer of GitHub is older. */
const LONGEST_PAST_MS = 60_000;

interface Moment {
  readonly at: number;
  readonly state: GitHubState;
}

/** The states of the last minute: GitHub's reads are answered by copies that may lag behind. */
export class PastStates {
  #moments: readonly Moment[];

  /** @param now milliseconds since 1970 */
  constructor(state: GitHubState, now: number) {
    this.#moments = [{ at: now, state }];
  }

  keep(state: GitHubState, now: number): void {
    const oldest = this.#moments.findLastIndex(({ at }) => at <= now - LONGEST_PAST_MS);
    this.#moments = [...this.#moments.slice(Math.max(0, oldest)), { at: now, state }];
  }

  /** The state as it stood so many milliseconds ago, at most a minute; the first one where there was none yet. */
  asOf(ageMs: number, now: number): GitHubState {
    const at = now - Math.min(ageMs, LONGEST_PAST_MS);
    const found = this.#moments.findLast((moment) => moment.at <= at) ?? this.#moments[0];
    if (!found) throw new Error('there is no state');
    return found.state;
  }
}
