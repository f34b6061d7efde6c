import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { firstThatHolds } from '#lib/rule.ts';
import type { NamedChecks } from '#model/checks.ts';
import { file } from '#model/samples.testing.ts';
import { candidate, failed, invalid, missing, passed, pending, valid } from '#features/deliver/worlds.testing.ts';
import type { FileSeen } from './gather.ts';
import { startable } from './plan.ts';
import { checksPassed, reasonsToWait, type Candidate } from './rules.ts';

test('the order in which people are told is a decision', () =>
  assert.deepEqual(
    reasonsToWait.map(({ reason }) => reason),
    [
      'FileMissing',
      'FileInvalid',
      'FileInvalid',
      'NoChecksNamed',
      'ChecksFailed',
      'ChecksPending',
      'ImageRefused',
      'ImageMissing',
    ],
  ));

/** The base branch's file with these checks, or with none named. */
const naming = (checks: NamedChecks | undefined): FileSeen => {
  const { checks: _checks, ...team } = file.team;
  return { kind: 'valid', path: 'dungeonmaster.yaml', file: { ...file, team: checks ? { ...team, checks } : team } };
};
const unnamed = naming(undefined);
const none = naming({ kind: 'none' });
const ours = 'dungeonmaster/preview/shop';

const cases: Record<string, { given: Candidate; reason: string | undefined; says?: RegExp }> = {
  'everything is there and passed': { given: candidate('b'), reason: undefined },
  'no file in the commit': {
    given: candidate('b', { file: missing }),
    reason: 'FileMissing',
    says: /dungeonmaster\.yaml/,
  },
  'a broken file in the commit': {
    given: candidate('b', { file: invalid }),
    reason: 'FileInvalid',
    says: /dungeonmaster\.yaml line 3: spec\.image: is bad/,
  },
  'a broken file on the base branch': {
    given: candidate('b', { base: invalid }),
    reason: 'FileInvalid',
    says: /on branch main: dungeonmaster\.yaml line 3/,
  },
  'the file of the commit is told before that of the base branch': {
    given: candidate('b', { file: invalid, base: invalid }),
    reason: 'FileInvalid',
    says: /^dungeonmaster\.yaml/,
  },
  'nobody named a check': {
    given: candidate('b', { base: unnamed }),
    reason: 'NoChecksNamed',
    says: /"checks: \[NAME\]".*dungeonmaster\.yaml on branch main/,
  },
  'the commit names checks, the base branch does not: only the base branch counts': {
    given: candidate('b', { base: unnamed, file: valid }),
    reason: 'NoChecksNamed',
  },
  'a commit that switches its own checks off changes nothing': {
    given: candidate('b', { file: none, checks: failed }),
    reason: 'ChecksFailed',
  },
  'no file on the base branch, and GitHub requires nothing': {
    given: candidate('b', { base: missing }),
    reason: 'NoChecksNamed',
  },
  'no file on the base branch, but GitHub requires a check that passed': {
    given: candidate('b', { base: missing, required: ['test'] }),
    reason: undefined,
  },
  'a named check failed': { given: candidate('b', { checks: failed }), reason: 'ChecksFailed', says: /test/ },
  'a named check runs': { given: candidate('b', { checks: pending }), reason: 'ChecksPending', says: /test/ },
  'a named check was never seen': { given: candidate('b', { checks: [] }), reason: 'ChecksPending', says: /test/ },
  'what GitHub requires counts beside what the file names': {
    given: candidate('b', { required: ['test', 'lint'] }),
    reason: 'ChecksPending',
    says: /^waiting for lint$/,
  },
  'the file wants none and GitHub requires none': {
    given: candidate('b', { base: none, checks: [] }),
    reason: undefined,
  },
  'the file wants none, but GitHub requires one': {
    given: candidate('b', { base: none, required: ['test'], checks: [] }),
    reason: 'ChecksPending',
  },
  'GitHub requires only our own status: nobody named a check': {
    given: candidate('b', { base: unnamed, required: [ours] }),
    reason: 'NoChecksNamed',
  },
  'the file wants none and GitHub requires only our own status': {
    given: candidate('b', { base: none, required: [ours], checks: [] }),
    reason: undefined,
  },
  'the registry refuses to be asked: what it said is told': {
    given: {
      ...candidate('b'),
      commit: { ...candidate('b').commit, image: undefined, imageRefusal: '403: name a pull secret' },
    },
    reason: 'ImageRefused',
    says: /^403: name a pull secret$/,
  },
  'the image is not there yet': { given: candidate('b', { image: undefined }), reason: 'ImageMissing' },
  'a failed check is told before a missing image': {
    given: candidate('b', { image: undefined, checks: failed }),
    reason: 'ChecksFailed',
  },
};

for (const [sentence, { given, reason, says }] of Object.entries(cases)) {
  test(sentence, () => {
    const fact = firstThatHolds(reasonsToWait, given);
    assert.equal(fact?.reason, reason, fact?.message);
    if (says) assert.match(fact?.message ?? '', says);
  });
}

test('law 1: whatever lets a commit start, its checks passed', () => {
  for (const { given, reason } of Object.values(cases)) {
    if (reason === undefined) assert.equal(checksPassed(given), true);
  }
});

test('a commit starts with what its own file says', () => {
  const own: FileSeen = {
    ...naming({ kind: 'none' }),
    file: { ...file, workload: { ...file.workload, command: ['own'] } },
  } as FileSeen;
  assert.deepEqual(startable(candidate('b', { file: own }))?.workload.command, ['own']);
});

test('without its file or its image a commit cannot start', () => {
  assert.equal(startable(candidate('b', { file: missing })), undefined);
  assert.equal(startable(candidate('b', { file: invalid })), undefined);
  assert.equal(startable(candidate('b', { image: undefined, checks: passed })), undefined);
});
