import type { GitHubEvent } from '#emulation/github/change.ts';
import { pullRequestOf } from '#emulation/github/find.ts';
import type { IssueComment } from '#emulation/github/repository.ts';
import { commentView, issueView } from '#emulation/github/views/comment.ts';
import { event, type Scene } from './envelope.ts';

/** `issue_comment` on a pull request; for `edited`, `before` is the body before. */
export function commentEvent(scene: Scene, comment: IssueComment, before?: string): GitHubEvent {
  const { state, repository } = scene;
  const pullRequest = pullRequestOf(repository, comment.issueNumber);
  return event(scene, 'issue_comment', before === undefined ? 'created' : 'edited', {
    issue: issueView(state, repository, pullRequest),
    comment: commentView(state, repository, comment),
    ...(before !== undefined && { changes: { body: { from: before } } }),
  });
}
