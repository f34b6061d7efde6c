import type { Environment } from '#model/environment.ts';
import { asEnvironment, type Evidence, type Written } from './evidence.ts';
import type { Law } from './law.ts';

/**
 * What GitHub reported as head earlier never replaces what it reported later.
 * The position of a commit is that of its last report in the answer that the write was planned from.
 */
export const law3: Law = {
  name: 'law 3',
  sentence: 'older never replaces newer',
  check(evidence) {
    const heads = new Heads(evidence);
    const reached = new Map<string, { readonly sha: string; readonly position: number }>();
    return evidence.environmentWrites.flatMap((written) => {
      const { spec, metadata } = asEnvironment(written.write.after) ?? {};
      const sha = spec?.revision?.sha;
      if (!sha || !metadata || written.write.verb !== 'apply') return [];
      const before = reached.get(metadata.uid) ?? { sha: 'nothing', position: -1 };
      if (before.sha === sha) return [];
      const position = heads.positionOf(spec, sha, indexOfAnswer(evidence, written));
      reached.set(metadata.uid, { sha, position });
      if (position > before.position) return [];
      const what = `${metadata.name}: ${sha}, reported as head number ${position}, replaces ${before.sha}, number ${before.position}`;
      return [{ at: written.call.at, what }];
    });
  },
};

const answersWithHeads = new Set([
  'GET /repos/{owner}/{repo}/pulls/{pull_number}',
  'GET /repos/{owner}/{repo}/activity',
]);

/** The state in which this pass saw the heads. */
function indexOfAnswer(evidence: Evidence, { call }: Written): number {
  const answer = evidence
    .passOf(call)
    .findLast(({ github, outcome }) => github && outcome === 'ok' && answersWithHeads.has(github.route));
  return answer?.github?.seen ?? -1;
}

/** The order in which GitHub reported heads, by pull request and branch. */
class Heads {
  readonly #reports = new Map<string, { readonly index: number; readonly sha: string }[]>();

  constructor({ trace }: Evidence) {
    trace.moments.forEach(({ state }, index) => {
      for (const { number, head } of state.repositories[0]?.pullRequests ?? [])
        this.#report(`#${number}`, index, head.sha);
      for (const [branch, sha] of Object.entries(state.repositories[0]?.branches ?? {}))
        this.#report(branch, index, sha);
    });
  }

  /** How many heads were reported before the last report of this commit; -1 when it was never head by then. */
  positionOf({ pullRequest, stage }: Environment['spec'], sha: string, index: number): number {
    const reports = this.#reports.get(pullRequest ? `#${pullRequest.number}` : (stage?.branch ?? '')) ?? [];
    return reports.findLastIndex((report) => report.sha === sha && report.index <= index);
  }

  #report(place: string, index: number, sha: string): void {
    const reports = this.#reports.get(place) ?? [];
    if (reports.length === 0) this.#reports.set(place, reports);
    if (reports.at(-1)?.sha !== sha) reports.push({ index, sha });
  }
}
