import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { GitHubError, type GitHubErrorCode } from '#ports/github/errors.ts';
import { unreported } from './unreported.ts';
import { answering, deleted, preview } from './worlds.testing.ts';

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
    assert.deepEqual(unreported(preview({ status: answering }), error), {
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
    assert.equal(unreported(preview({ status: { conditions: [stands] } }), error).condition, undefined);
  });

  test(`${code}: a deleted environment ${code === 'Archived' ? 'is let go' : 'is held until it can be told'}`, () =>
    assert.equal(unreported(preview({ metadata: deleted }), error).isFinal, code === 'Archived'));
}

test('an archived repository does not let go of what still runs', () => {
  const ending = { ...deleted, finalizers: ['dungeonmaster.dev/environment', 'dungeonmaster.dev/report'] };
  assert.equal(unreported(preview({ metadata: ending }), new GitHubError('Archived', 'read-only')).isFinal, false);
});

test('another reason than the one that stands is shown', () => {
  const stands = {
    type: 'Reported',
    status: 'False',
    reason: 'RateLimited',
    message: '',
    lastTransitionTime: '',
  } as const;
  const { condition } = unreported(preview({ status: { conditions: [stands] } }), new GitHubError('Forbidden', 'no'));
  assert.equal(condition?.reason, 'Forbidden');
});
