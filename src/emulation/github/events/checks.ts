import type { GitHubEvent } from '#emulation/github/change.ts';
import type { CheckRun, CheckSuite } from '#emulation/github/repository.ts';
import { checkRunEventView, suiteEventView } from '#emulation/github/views/check-run.ts';
import { event, type Scene } from './envelope.ts';

/** `check_run`. */
export const checkRunEvent = (scene: Scene, action: 'created' | 'completed', run: CheckRun): GitHubEvent =>
  event(scene, 'check_run', action, { check_run: checkRunEventView(scene.state, scene.repository, run) });

/** `check_suite`, when the last run of a suite has ended. */
export const suiteCompletedEvent = (scene: Scene, suite: CheckSuite): GitHubEvent =>
  event(scene, 'check_suite', 'completed', { check_suite: suiteEventView(scene.state, scene.repository, suite) });
