import type { StoryWorld } from './world.ts';
import { openPullRequest, pushCrash, pushFailingTests, pushUpdate } from './preview-steps.ts';
import { closeFirst, mergeSecond, mergeThatFails, openSecond } from './end-steps.ts';

/** One chapter: acts of people, and what must follow from them. It throws when it does not. */
export interface Step {
  readonly name: string;
  readonly title: string;
  readonly tell: (world: StoryWorld) => Promise<void>;
}

/** The story, in its order: each step stands on the ones before. */
export const steps: readonly Step[] = [
  { name: 'open', title: 'A pull request is opened', tell: openPullRequest },
  { name: 'failing-tests', title: 'A push whose tests fail changes nothing', tell: pushFailingTests },
  {
    name: 'update',
    title: 'A push that passes replaces the running code; a visitor asks all the time',
    tell: pushUpdate,
  },
  { name: 'crash', title: 'A commit that crashes is explained; the older one keeps serving', tell: pushCrash },
  { name: 'second', title: 'A second pull request runs beside it', tell: openSecond },
  { name: 'close', title: 'The first one is closed: nothing is left of it', tell: closeFirst },
  {
    name: 'merge',
    title: 'The second one is merged: nothing is left of it, and staging runs the merge',
    tell: mergeSecond,
  },
  { name: 'bad-merge', title: 'A merge whose tests fail does not reach staging', tell: mergeThatFails },
];
