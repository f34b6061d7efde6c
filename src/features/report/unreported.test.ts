import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { GitHubError, type GitHubErrorCode } from '#ports/github/errors.ts';
import { unreported } from './unreported.ts';
import { answering, deleted, preview } from './worlds.testing.ts';

/** Five minutes after the deletion. */
const now = Date.parse('2025-06-01T12:35:00Z');

const reasons: { readonly [code in GitHubErrorCode]: string } = {
  NotFound: 'NotFound',
  Forbidden: 'Forbidden',
  Archived: 'Archived',
  Invalid: 'Invalid',
  RateLimited: 'RateLimited',
  Unavailable: 'GitHubUnavailable',
};

for (const [code, reason] of Object.entries(reasons) as [GitHubErrorCode, string][]) {
  const error = new GitHubError(code, 'GitHub said no');

  test(`${code}: the cluster shows ${reason}`, () =>
    assert.deepEqual(unreported(preview({ status: answering }), error, now), {
      condition: { type: 'Reported', status: 'False', reason, message: 'GitHub said no' },
      isFinal: false,
    }));

  test(`${code}: what stands already is not written again, whatever the words`, () => {
    const stands = {
      type: 'Reported',
      status: 'False',
      reason,
      message: 'other words',
      lastTransitionTime: '',
    } as const;
    assert.equal(unreported(preview({ status: { conditions: [stands] } }), error, now).condition, undefined);
  });

  test(`${code}: a deleted environment ${code === 'Archived' ? 'is let go' : 'is held until it can be told'}`, () =>
    assert.equal(unreported(preview({ metadata: deleted }), error, now).isFinal, code === 'Archived'));
}

test('an archived repository does not let go of what still runs', () => {
  const ending = { ...deleted, finalizers: ['dungeonmaster.dev/environment', 'dungeonmaster.dev/report'] };
  assert.equal(unreported(preview({ metadata: ending }), new GitHubError('Archived', 'read-only'), now).isFinal, false);
});

test('another reason than the one that stands is shown', () => {
  const stands = {
    type: 'Reported',
    status: 'False',
    reason: 'RateLimited',
    message: '',
    lastTransitionTime: '',
  } as const;
  const { condition } = unreported(
    preview({ status: { conditions: [stands] } }),
    new GitHubError('Forbidden', 'no'),
    now,
  );
  assert.equal(condition?.reason, 'Forbidden');
});

for (const code of ['Forbidden', 'NotFound'] as const) {
  test(`${code} for more than an hour does not hold a deletion for ever: the App was uninstalled`, () => {
    const error = new GitHubError(code, 'no');
    const environment = preview({ metadata: deleted });
    assert.equal(unreported(environment, error, Date.parse('2025-06-01T13:29:59Z')).isFinal, false);
    assert.equal(unreported(environment, error, Date.parse('2025-06-01T13:30:01Z')).isFinal, true);
  });
}

test('an outage of any length never lets go', () => {
  const error = new GitHubError('Unavailable', 'no');
  assert.equal(unreported(preview({ metadata: deleted }), error, Date.parse('2025-06-02T13:30:01Z')).isFinal, false);
});
