import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { application, staging } from '#model/samples.testing.ts';
import { GitHubError } from '#ports/github/errors.ts';
import { unread } from './unread.ts';

const now = Date.parse('2025-06-01T12:00:00Z');
const away = new GitHubError('Unavailable', 'no answer from GitHub');

test('that GitHub cannot be read is shown at the registration, and what was read before is kept', () => {
  const status = unread({ ...application, status: { stages: [staging] } }, away, now);
  assert.deepEqual(status?.stages, [staging]);
  const [ready] = status?.conditions ?? [];
  assert.deepEqual(ready, {
    type: 'Ready',
    status: 'False',
    reason: 'GitHubUnavailable',
    message: 'no answer from GitHub',
    lastTransitionTime: '2025-06-01T12:00:00Z',
  });
});

test('what is shown already is not written again, whatever the words', () => {
  const status = unread(application, away, now);
  const again = unread(
    { ...application, ...(status && { status }) },
    new GitHubError('Unavailable', 'other words'),
    now,
  );
  assert.equal(again, undefined);
});

test('an uninstalled App is another reason than an outage', () => {
  const status = unread(application, away, now);
  const next = unread(
    { ...application, ...(status && { status }) },
    new GitHubError('Forbidden', 'not installed'),
    now,
  );
  assert.equal(next?.conditions?.[0]?.reason, 'Forbidden');
});
