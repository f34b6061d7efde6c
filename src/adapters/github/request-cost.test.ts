import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { costOf, priorityOf } from './request-cost.ts';

const commitStatus = 'POST /repos/{owner}/{repo}/statuses/{sha}';
const recordStatus = 'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses';
const comment = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
const read = 'GET /repos/{owner}/{repo}/pulls';

const cases: Record<string, readonly [route: string, parameters: object, priority: string, cost: string]> = {
  'a commit status that passes or fails is a verdict': [commitStatus, { state: 'failure' }, 'verdict', 'content'],
  'one that is pending is a report': [commitStatus, { state: 'pending' }, 'report', 'content'],
  'a record that ends is a verdict': [recordStatus, { state: 'inactive' }, 'verdict', 'content'],
  'one that goes on is a report': [recordStatus, { state: 'in_progress' }, 'report', 'content'],
  'a comment that is edited is a report, and no new content': [comment, { body: 'x' }, 'report', 'change'],
  'a list by its state is no verdict': [read, { state: 'success' }, 'report', 'read'],
};

for (const [sentence, [route, parameters, priority, cost]] of Object.entries(cases)) {
  test(sentence, () => {
    assert.deepEqual([priorityOf(route, { ...parameters }, 'report'), costOf(route)], [priority, cost]);
  });
}
