import { Play } from '#emulation/github/github.testing.ts';
import type { GitHubHost } from '#emulation/github/host.ts';
import { ingest } from '#emulation/github/ingest.ts';
import type { Git } from '#emulation/github/ports.ts';
import { silentLog } from '#ports/log.ts';
import { hostAfter } from './emulated-host.testing.ts';
import { FollowedRepository, type FollowOptions } from './followed.ts';
import { memoryState } from './memory-state.testing.ts';
import { PlayedMirror } from './played-mirror.testing.ts';
import { createSeenBranches } from './seen-branches.ts';

const unused = () => Promise.reject(new Error('nobody asks for it'));
const noGit: Git = {
  heads: unused,
  commitsSince: unused,
  read: unused,
  merge: unused,
  moveBranch: unused,
  checkOut: unused,
};

/** One user's repository, and GitHub, which both outlive a `dm up`. */
export function setUp(given: Partial<FollowOptions> = {}) {
  const play = new Play();
  const host = hostAfter(play);
  const mirror = new PlayedMirror();
  const seen = createSeenBranches(memoryState(), 'shop');
  const said: string[] = [];
  const told: (string | undefined)[] = [];
  const log = { ...silentLog, warn: (event: string) => void said.push(event) };
  const start = (more: Partial<FollowOptions> = {}) => {
    const followed: FollowedRepository = new FollowedRepository({
      mirror,
      repository: { id: play.id, fullName: 'acme/shop' },
      actor: 'ana',
      host,
      pushed: () => {
        const git: Git = { ...noGit, heads: async () => followed.heads, commitsSince: async () => mirror.commits };
        return ingest({ host, git, repositoryId: play.id, actor: 'ana' });
      },
      seen,
      limit: 10,
      wanted: new Set(),
      onBase: async () => undefined,
      onTrouble: (message) => void told.push(message),
      log,
      ...given,
      ...more,
    });
    return followed;
  };
  return { host, mirror, said, told, start, followed: start() };
}

/** `#1 cart at b, open`, oldest first. */
export const pullRequests = (host: GitHubHost): readonly string[] =>
  (host.state.repositories[0]?.pullRequests ?? []).map(
    ({ number, head, state, mergedAt }) =>
      `#${number} ${head.ref} at ${head.sha[0]}, ${mergedAt === null ? state : 'merged'}`,
  );
