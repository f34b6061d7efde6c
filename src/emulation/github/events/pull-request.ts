import type { GitHubEvent } from '#emulation/github/change.ts';
import { pullRequestOf } from '#emulation/github/find.ts';
import { pullRequestView } from '#emulation/github/views/pull-request.ts';
import { event, type Scene } from './envelope.ts';

export type PullRequestAction = 'opened' | 'synchronize' | 'closed' | 'reopened' | 'edited';

/** `pull_request`; `more` are the fields of one action, as `before` and `after` of `synchronize`. */
export function pullRequestEvent(
  scene: Scene,
  action: PullRequestAction,
  number: number,
  more: Readonly<Record<string, unknown>> = {},
): GitHubEvent {
  const pullRequest = pullRequestOf(scene.repository, number);
  const view = pullRequestView(scene.state, scene.repository, pullRequest);
  return event(scene, 'pull_request', action, { number, pull_request: view, ...more });
}
