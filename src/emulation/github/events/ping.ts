import type { GitHubEvent } from '#emulation/github/change.ts';
import type { GitHubApp } from '#emulation/github/state.ts';
import { isoTime } from '#ports/clock.ts';

/** `ping`: what GitHub sends to a new webhook. */
export const pingEvent = (app: GitHubApp, { url }: NonNullable<GitHubApp['webhook']>): GitHubEvent => ({
  name: 'ping',
  action: null,
  repositoryId: null,
  appId: app.id,
  payload: {
    zen: 'Keep it logically awesome.',
    hook_id: app.id,
    hook: {
      type: 'App',
      id: app.id,
      name: 'web',
      active: true,
      events: app.events,
      config: { content_type: 'json', insecure_ssl: '0', secret: '********', url },
      updated_at: isoTime(app.createdAt),
      created_at: isoTime(app.createdAt),
      app_id: app.id,
    },
  },
});
