import type { Activity } from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';
import { isoTime } from '#ports/clock.ts';
import { nodeId } from './fields.ts';
import { userView } from './user.ts';

/** GitHub's `activity`. */
export const activityView = (state: GitHubState, activity: Activity) => ({
  id: activity.id,
  node_id: nodeId('PSH', activity.id),
  before: activity.before,
  after: activity.after,
  ref: activity.ref,
  timestamp: isoTime(activity.timestamp),
  activity_type: activity.activityType,
  actor: userView(state, activity.actor),
});
