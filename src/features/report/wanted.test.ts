import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Environment } from '#model/environment.ts';
import { sha } from '#model/samples.testing.ts';
import { contextOf, endedWithout, wantedOf } from './wanted.ts';
import { answering, attempt, crashed, preview, stage, url } from './worlds.testing.ts';

interface Expected {
  /** State and description of the commit's status; then of the record's, if another. */
  readonly present?: readonly [commit: string, description: string];
  readonly record?: string;
  readonly isFinal?: boolean;
  readonly waiting?: readonly [commit: string, state: string, description: string];
}

const pending = { reason: 'ChecksPending', message: 'waiting for test' } as const;
const failed = { reason: 'ChecksFailed', message: 'failed: test' } as const;
const updating = ['pending', 'Updating deployment...'] as const;

const cases: Record<string, { given: Environment; wanted: Expected }> = {
  'a commit that was accepted a moment ago': {
    given: preview(),
    wanted: { present: updating, record: 'in_progress', isFinal: false },
  },
  'a commit that is starting': {
    given: preview({ status: { attempts: [attempt()] } }),
    wanted: { present: updating, record: 'in_progress', isFinal: false },
  },
  'a commit that answers': {
    given: preview({ status: answering }),
    wanted: { present: ['success', 'Deployment updated!'], record: 'success', isFinal: true },
  },
  'a commit that crashed': {
    given: preview({ status: crashed }),
    wanted: { present: ['failure', 'CrashLoopBackOff: it ends'], record: 'failure', isFinal: true },
  },
  'a verdict about another attempt says nothing about this one': {
    given: preview({ status: { attempts: [attempt({ deploymentId: 40, outcome: 'succeeded' })] } }),
    wanted: { present: updating, record: 'in_progress', isFinal: false },
  },
  'a first commit that waits for its checks': {
    given: preview({ revision: null, waiting: pending }),
    wanted: { waiting: ['b', 'pending', 'ChecksPending: waiting for test'] },
  },
  'a first commit that waits for its image': {
    given: preview({ revision: null, waiting: { reason: 'ImageMissing', message: 'not there' } }),
    wanted: { waiting: ['b', 'pending', 'ImageMissing: not there'] },
  },
  'a first commit whose checks failed': {
    given: preview({ revision: null, waiting: failed }),
    wanted: { waiting: ['b', 'failure', 'ChecksFailed: failed: test'] },
  },
  'a first commit for which nobody named a check': {
    given: preview({ revision: null, waiting: { reason: 'NoChecksNamed', message: 'name them' } }),
    wanted: { waiting: ['b', 'failure', 'NoChecksNamed: name them'] },
  },
  'a push that waits while an older commit answers': {
    given: preview({ head: 'c', waiting: pending, status: answering }),
    wanted: {
      present: ['success', 'Deployment updated!'],
      record: 'success',
      isFinal: true,
      waiting: ['c', 'pending', 'ChecksPending: waiting for test; commit bbbbbbb keeps running'],
    },
  },
  'a push that failed its checks while an older commit answers': {
    given: preview({ head: 'c', waiting: failed, status: answering }),
    wanted: {
      present: ['success', 'Deployment updated!'],
      record: 'success',
      isFinal: true,
      waiting: ['c', 'failure', 'ChecksFailed: failed: test; commit bbbbbbb keeps running'],
    },
  },
  'a commit that runs and waits has one status only: its verdict': {
    given: preview({ waiting: { reason: 'RecordMissing', message: 'deleted' }, status: answering }),
    wanted: { present: ['success', 'Deployment updated!'], record: 'success', isFinal: true },
  },
  'nothing accepted and nothing waiting': { given: preview({ revision: null }), wanted: {} },
  'a stage whose head failed its checks': {
    given: stage({ head: 'c', waiting: failed, status: answering }),
    wanted: {
      present: ['success', 'Deployment updated!'],
      record: 'success',
      isFinal: true,
      waiting: ['c', 'failure', 'ChecksFailed: failed: test; commit bbbbbbb keeps running'],
    },
  },
};

for (const [sentence, { given, wanted: expected }] of Object.entries(cases)) {
  test(sentence, () => {
    const { present, waiting } = wantedOf(given);
    const found: Expected = {
      ...(present && {
        present: [present.commit.state, present.commit.description],
        record: present.record.state,
        isFinal: present.isFinal,
      }),
      ...(waiting && { waiting: [waiting.sha[0] ?? '', waiting.status.state, waiting.status.description] }),
    };
    assert.deepEqual(found, expected);
  });
}

test('a success links to the environment, in both places', () => {
  const { present } = wantedOf(preview({ status: answering }));
  assert.equal(present?.commit.targetUrl, url);
  assert.equal(present?.record.environmentUrl, url);
  assert.equal(present?.record.description, present?.commit.description);
});

test('a preview and a stage have a line each for every application', () => {
  assert.equal(contextOf(preview()), 'dungeonmaster/preview/shop');
  assert.equal(contextOf(stage()), 'dungeonmaster/staging/shop');
  assert.equal(wantedOf(stage()).present?.commit.context, 'dungeonmaster/staging/shop');
});

const hostile: Record<string, string> = {
  'a message of 5,000 characters': 'x'.repeat(5_000),
  'a message of many lines': 'a\r\nb\nc\u2028d\u0000e'.repeat(50),
  'mentions, HTML and backticks': '@everyone <img src=x onerror=alert(1)> `x` [a](javascript:b) '.repeat(20),
  'characters of two units': '😀'.repeat(200),
  'half a character': 'a\ud83d'.repeat(100),
};

for (const [sentence, message] of Object.entries(hostile)) {
  test(`descriptions are one line of at most 140 characters: ${sentence}`, () => {
    const failure = { attempts: [attempt({ outcome: 'failed', reason: 'ImagePullBackOff', message })] };
    const { present } = wantedOf(preview({ status: failure }));
    const { waiting } = wantedOf(
      preview({ head: 'c', waiting: { reason: 'ChecksFailed', message }, status: answering }),
    );
    const descriptions = [present?.record.description, present?.commit.description, waiting?.status.description];
    for (const description of descriptions) {
      assert.ok(description !== undefined && description.length <= 140, `${description?.length} characters`);
      assert.doesNotMatch(description, /[\p{Cc}\u2028\u2029]/u);
      assert.ok(description.isWellFormed(), 'it holds half a character');
    }
    assert.match(waiting?.status.description ?? '', /; commit bbbbbbb keeps running$/);
  });
}

test('what ended without a verdict says what came instead', () => {
  assert.match(endedWithout(sha('c')), /ccccccc/);
  assert.match(endedWithout(undefined), /deleted/);
});
