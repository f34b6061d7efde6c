import { Hono } from 'hono';
import { messageOf } from '#lib/coded-error.ts';
import { KeyedLock } from '#lib/keyed-lock.ts';
import type { Log } from '#ports/log.ts';
import { Answers, type AnswersOptions } from './answers.ts';
import { Api, type ApiOptions } from './api.ts';
import { GitHubHost } from './host.ts';
import { ingest } from './ingest.ts';
import { respondWithPage } from './pages/respond.ts';
import { isPage } from './pages/route.ts';
import type { PostWebhook } from './ports.ts';
import { matchRoute } from './routes/match.ts';
import { emptyState, type Origin } from './state.ts';

export interface GitHubServerOptions extends AnswersOptions, ApiOptions {
  /** Where it will be reached; nothing in it is asked of anybody. */
  readonly origin: Origin;
  readonly post: PostWebhook;
  readonly log: Log;
}

export interface GitHubServer {
  fetch(request: Request): Promise<Response>;
  readonly host: GitHubHost;
  /** Makes pushes of what git has and the state has not: to be called after every push to the bare repository. */
  ingest(repositoryId: number, actor: string): Promise<void>;
  /** Resolves when all deliveries have been tried and the state is kept. */
  settled(): Promise<void>;
}

/** GitHub's API over HTTP, and pages that show people what is in it. Goes on from the state that the store has. */
export async function createGitHubServer(options: GitHubServerOptions): Promise<GitHubServer> {
  const { origin, clock, git, post, store, log } = options;
  const kept = await store.load();
  const state = { ...(kept ?? emptyState(origin)), origin };
  const host = new GitHubHost({ state, clock, post, store, log });
  const locks = new KeyedLock();
  const api = new Api(host, options, new Answers(host, options, locks));
  const app = new Hono();
  app.all('*', (context) => {
    const { method, url, path } = context.req;
    const isForPeople = matchRoute(method, path) === undefined && isPage(path);
    return isForPeople ? respondWithPage(host.state, method, new URL(url)) : api.respond(context);
  });
  app.onError((error, context) => {
    log.error('emulated-github-failed', { method: context.req.method, path: context.req.path, why: messageOf(error) });
    return context.json({ message: 'Server Error' }, 500);
  });
  return {
    fetch: async (request) => app.fetch(request),
    host,
    ingest: (repositoryId, actor) => locks.run(String(repositoryId), () => ingest({ host, git, repositoryId, actor })),
    settled: () => host.settled(),
  };
}
