import { watchBranches } from '#adapters/local/repository/watch.ts';
import type { GitHubHost } from '#emulation/github/host.ts';
import { messageOf } from '#lib/coded-error.ts';
import type { Log } from '#ports/log.ts';
import type { Timers } from '#ports/timers.ts';
import type { Closing } from '#apps/up/world/closing.ts';
import { repositoryEvent, type OwnEvent } from './events.ts';
import type { FollowedRepository } from './followed.ts';
import { happenings } from './happenings.ts';
import type { Known } from './known.ts';

export interface WatchingOptions {
  readonly known: readonly Known[];
  /** The branches that the user named. */
  readonly branches: readonly string[];
  readonly github: { readonly host: GitHubHost; readonly url: string };
  readonly tell: (event: OwnEvent) => void;
  readonly timers: Timers;
  readonly log: Log;
  readonly closing: Closing;
}

/** Looks at every repository; from then on what happens is told, and what moves in one is seen. */
export async function watchRepositories(options: WatchingOptions): Promise<void> {
  const { known, branches, github, tell, timers, closing } = options;
  const tellNews = newsTeller(github.host, tell);
  for (const { followed } of known) await followed.look();
  for (const one of known) tell(repositoryEvent(one, github.url));
  for (const message of notShown(branches, known)) tell({ event: 'notice', message });
  tellNews();
  const unsubscribe = github.host.onChange(tellNews);
  closing.add('telling', async () => unsubscribe());
  for (const { repository, followed } of known) {
    const look = () => lookSafely(repository.name, followed, options);
    closing.add('watch', watchBranches(repository.source.gitDirectory, timers, look));
  }
}

/** Tells what became of GitHub since it was called before. */
function newsTeller(host: GitHubHost, tell: WatchingOptions['tell']): () => void {
  let before = host.state;
  return () => {
    const news = happenings(before, host.state);
    before = host.state;
    for (const happening of news) tell(happening);
  };
}

/** What nobody expected ends no run either: the next look may go well. */
async function lookSafely(
  repository: string,
  followed: FollowedRepository,
  { tell, log }: WatchingOptions,
): Promise<void> {
  try {
    await followed.look();
  } catch (error) {
    log.error('look-failed', { repository, error: messageOf(error) });
    tell({ event: 'notice', repository, message: `it could not be followed: ${messageOf(error)}` });
  }
}

/** Why a branch that the user named is no pull request. */
const notShown = (branches: readonly string[], known: readonly Known[]): readonly string[] =>
  branches.flatMap((branch) => {
    const standings = new Set(known.map(({ followed }) => followed.standingOf(branch)));
    if (standings.has('open')) return [];
    return standings.has('merged')
      ? [`branch "${branch}" is merged: there is nothing to show`]
      : [`there is no branch "${branch}"`];
  });
