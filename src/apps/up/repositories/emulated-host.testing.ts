import type { Play } from '#emulation/github/github.testing.ts';
import { GitHubHost } from '#emulation/github/host.ts';
import type { StateStore } from '#emulation/github/ports.ts';
import { silentLog } from '#ports/log.ts';

const nowhere: StateStore = { load: async () => undefined, save: () => undefined, flush: async () => undefined };

/** An emulated GitHub where so much has happened; its webhooks reach somebody who says yes to everything. */
export const hostAfter = (play: Play): GitHubHost =>
  new GitHubHost({
    state: play.state,
    clock: { now: () => play.now },
    post: async () => 202,
    store: nowhere,
    log: silentLog,
  });
