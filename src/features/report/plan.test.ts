import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Environment } from '#model/environment.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import { blog, revision, sha } from '#model/samples.testing.ts';
import { blockOf, withBlock } from './comment.ts';
import type { Shown } from './gather.ts';
import { planReport, type ReportWrite } from './plan.ts';
import {
  answering,
  attempt,
  commits,
  crashed,
  deleted,
  preview,
  record,
  says,
  stage,
  upToDate,
  wanted,
  world,
} from './worlds.testing.ts';

/** Long after whatever was deleted. */
const planLater = (given: Parameters<typeof planReport>[0]) => planReport(given, Date.parse('2025-06-01T13:00:00Z'));

const pending = { reason: 'ChecksPending', message: 'waiting for test' } as const;
const onRequest = { reason: 'DeletedOnRequest', message: 'deleted by ana at 12:03; push a commit' } as const;
const starting = preview();
const answers = preview({ status: answering });
const pushed = preview({ head: 'c', revision: revision('c', 60) });
const gone = preview({ status: answering, metadata: deleted });
const saidToWait = (digit: string) => ({ fingerprint: 'before', closedThrough: 0, waiting: sha(digit) });
const comment = (of: Environment) => ({ id: 9, body: withBlock(undefined, of.spec.application, blockOf(of)) });

const cases: Record<
  string,
  { environment: Stored<Environment>; shown?: Partial<Shown>; kind?: string; writes: readonly string[] }
> = {
  'a commit that was accepted is told in three places': {
    environment: starting,
    writes: ['b pending', 'record 50 in_progress', 'create comment'],
  },
  'a redeploy leaves the commit its verdict until there is another one': {
    environment: preview({ revision: { ...revision('b', 55), asked: { by: 'ana', why: '' } }, status: answering }),
    shown: { ...upToDate(answers), records: [record(55, 'b'), record(50, 'b', 'success')] },
    writes: ['record 55 in_progress', 'record 50 inactive', 'comment 9'],
  },
  'a redeploy of a commit that never had a verdict tells that it starts': {
    environment: preview({ revision: { ...revision('b', 55), asked: { by: 'ana', why: '' } } }),
    shown: { records: [record(55, 'b')], commits: commits({ b: says('pending', 'waiting') }) },
    writes: ['b pending', 'record 55 in_progress', 'create comment'],
  },
  'a commit that answers': {
    environment: answers,
    shown: { ...upToDate(starting) },
    writes: ['b success', 'record 50 success', 'comment 9'],
  },
  'a commit that crashed': {
    environment: preview({ status: crashed }),
    shown: { ...upToDate(starting) },
    writes: ['b failure', 'record 50 failure', 'comment 9'],
  },
  'a commit that crashed after it answered': {
    environment: preview({ status: crashed }),
    shown: { ...upToDate(answers) },
    writes: ['b failure', 'record 50 failure', 'comment 9'],
  },
  'a commit that recovered': {
    environment: answers,
    shown: { ...upToDate(preview({ status: crashed })) },
    writes: ['b success', 'record 50 success', 'comment 9'],
  },
  'a commit that waits': {
    environment: preview({ revision: null, waiting: pending }),
    shown: { records: [] },
    writes: ['b pending', 'create comment'],
  },
  'a push that waits while another commit answers': {
    environment: preview({ head: 'c', waiting: pending, status: answering }),
    shown: { ...upToDate(answers) },
    writes: ['c pending', 'comment 9'],
  },
  'a stage has no comment': {
    environment: stage({ status: answering }),
    writes: ['b success', 'record 50 success'],
  },
  'what GitHub shows in part is completed': {
    environment: answers,
    shown: { ...upToDate(answers), commits: new Map() },
    writes: ['b success'],
  },
  'a status that somebody else overwrote is written again': {
    environment: answers,
    shown: { ...upToDate(answers), commits: commits({ b: says('failure', 'by hand') }) },
    writes: ['b success'],
  },
  'a comment that somebody deleted is written again': {
    environment: answers,
    shown: { ...upToDate(answers), comment: undefined },
    writes: ['create comment'],
  },
  'a comment of the other application is kept': {
    environment: answers,
    shown: { ...upToDate(answers), comment: comment(preview({ application: blog, status: answering })) },
    writes: ['comment 9'],
  },

  'an answer without the present record is read again, and the rest is told': {
    environment: starting,
    shown: { records: [] },
    kind: 'tellAndReread',
    writes: ['b pending', 'create comment'],
  },

  'a refilled cluster does not take a verdict back': {
    environment: starting,
    shown: { ...upToDate(answers) },
    writes: [],
  },
  'a refilled cluster does not take a failure back': {
    environment: starting,
    shown: { ...upToDate(preview({ status: crashed })) },
    writes: [],
  },
  'a refilled cluster that is as before writes nothing': {
    environment: answers,
    shown: { ...upToDate(answers) },
    writes: [],
  },

  'a commit that was superseded without a verdict is told so, and its record is closed': {
    environment: pushed,
    shown: { records: [record(60, 'c'), record(50, 'b', 'in_progress')], commits: commits({ b: says('pending') }) },
    writes: ['c pending', 'record 60 in_progress', 'b error', 'record 50 inactive', 'create comment'],
  },
  'a commit that was superseded after its verdict keeps it': {
    environment: pushed,
    shown: { records: [record(60, 'c'), record(50, 'b', 'success')], commits: commits({ b: says('success') }) },
    writes: ['c pending', 'record 60 in_progress', 'record 50 inactive', 'create comment'],
  },
  'a record that failed before is closed already': {
    environment: pushed,
    shown: { records: [record(60, 'c'), record(50, 'b', 'failure')], commits: commits({ b: says('failure') }) },
    writes: ['c pending', 'record 60 in_progress', 'create comment'],
  },
  'a head that only ever waited is told when a newer head took its place': {
    environment: preview({ head: 'c', revision: null, waiting: pending, status: { reported: saidToWait('b') } }),
    shown: { records: [], commits: commits({ b: says('pending') }) },
    writes: ['c pending', 'b error', 'create comment'],
  },
  'a head whose checks failed and that was pushed over keeps its status': {
    environment: preview({ head: 'c', revision: null, waiting: pending, status: { reported: saidToWait('b') } }),
    shown: { records: [], commits: commits({ b: says('failure') }) },
    writes: ['c pending', 'create comment'],
  },
  'a double is closed, and its commit keeps the status of the record that counts': {
    environment: answers,
    shown: { ...upToDate(answers), records: [...upToDate(answers).records, record(51, 'b')] },
    writes: ['record 51 inactive'],
  },
  'a double of a commit that starts while a newer head waits leaves its status alone': {
    environment: preview({ head: 'c', waiting: pending }),
    shown: {
      records: [record(50, 'b', { state: 'in_progress', description: 'Updating deployment...' }), record(51, 'b')],
      commits: commits({ b: says('pending', 'Updating deployment...') }),
    },
    writes: ['c pending', 'record 51 inactive', 'create comment'],
  },
  'the record before of the same commit is closed, and the commit keeps its status': {
    environment: preview({
      revision: revision('b', 60),
      status: { ...answering, attempts: [attempt({ deploymentId: 60, outcome: 'succeeded' })] },
    }),
    shown: { ...upToDate(answers), records: [record(60, 'b', { ...okay() }), record(50, 'b', 'success')] },
    writes: ['record 50 inactive'],
  },

  'the last words: the record is over, and the comment says so': {
    environment: gone,
    shown: { ...upToDate(answers) },
    kind: 'finish',
    writes: ['record 50 inactive', 'comment 9'],
  },
  'the last words about a failed record close it as well': {
    environment: gone,
    shown: { ...upToDate(preview({ status: crashed })) },
    kind: 'finish',
    writes: ['record 50 inactive', 'comment 9'],
  },
  'the last words close what ran beneath a newer record, although an old answer shows an earlier failure of it': {
    environment: gone,
    shown: {
      records: [record(60, 'b', 'inactive'), record(50, 'b', 'failure')],
      commits: commits({ b: says('success') }),
    },
    kind: 'finish',
    writes: ['record 50 inactive'],
  },
  'the last words leave no commit pending': {
    environment: preview({ head: 'c', waiting: pending, metadata: deleted }),
    shown: { records: [record(50, 'b', 'in_progress')], commits: commits({ b: says('pending'), c: says('pending') }) },
    kind: 'finish',
    writes: ['b error', 'c error', 'record 50 inactive'],
  },
  'the last words about a record that the spec never named': {
    environment: preview({ revision: null, metadata: deleted }),
    shown: { records: [record(50, 'b')] },
    kind: 'finish',
    writes: ['record 50 inactive'],
  },
  'the last words where no comment was written': {
    environment: gone,
    shown: { ...upToDate(answers), comment: undefined },
    kind: 'finish',
    writes: ['record 50 inactive'],
  },
  'the last words about what a person deleted keep the verdict, and say who': {
    environment: preview({ status: answering, waiting: onRequest, metadata: deleted }),
    shown: { ...upToDate(answers) },
    kind: 'finish',
    writes: ['b success', 'record 50 inactive', 'comment 9'],
  },
  'the last words about what a person deleted leave no commit pending': {
    environment: preview({ waiting: onRequest, metadata: deleted }),
    shown: { ...upToDate(starting) },
    kind: 'finish',
    writes: ['b error', 'record 50 inactive', 'comment 9'],
  },
  'the last words are said once': {
    environment: gone,
    shown: {
      records: [record(50, 'b', 'inactive', 'success')],
      commits: commits({ b: says('success') }),
      comment: comment(gone),
    },
    kind: 'finish',
    writes: [],
  },
};

function okay() {
  return { state: 'success', description: 'Deployment updated!', environmentUrl: answering.url } as const;
}

const essence = (write: ReportWrite): string => {
  switch (write.kind) {
    case 'commitStatus':
      return `${write.sha[0]} ${write.status.state}`;
    case 'recordStatus':
      return `record ${write.deploymentId} ${write.status.state}`;
    case 'createComment':
      return 'create comment';
    case 'updateComment':
      return `comment ${write.id}`;
  }
};

const troubled = {
  type: 'Reported',
  status: 'False',
  reason: 'Forbidden',
  message: '',
  lastTransitionTime: '',
} as const;

/** What is remembered by this process alone costs no write, and is told again by the next. */
const underWay: Record<string, { environment: Stored<Environment>; isUnderWay: boolean }> = {
  'the first attempt is noted down with its verdict': { environment: starting, isUnderWay: true },
  'an attempt after something that was noted down is noted down at once': {
    environment: preview({ status: { reported: { fingerprint: 'before', closedThrough: 0 } } }),
    isUnderWay: false,
  },
  'a verdict is noted down': { environment: answers, isUnderWay: false },
  'a head that waits is noted down, since it must be found again': {
    environment: preview({ head: 'c', waiting: pending }),
    isUnderWay: false,
  },
  'that GitHub can be told again is noted down where it could not': {
    environment: preview({ status: { conditions: [troubled] } }),
    isUnderWay: false,
  },
};

for (const [sentence, { environment, isUnderWay }] of Object.entries(underWay)) {
  test(sentence, () => {
    const plan = planLater(world(environment, { records: [record(50, 'b')] }));
    assert.equal(plan.kind === 'tell' ? plan.isUnderWay : plan.kind, isUnderWay);
  });
}

for (const [sentence, { environment, shown, kind = 'tell', writes }] of Object.entries(cases)) {
  test(sentence, () => {
    const plan = planLater(world(environment, shown));
    assert.deepEqual('writes' in plan ? plan.writes.map(essence) : [], writes);
    assert.equal(plan.kind, kind);
  });
}

test('where nothing was read nothing is told', () =>
  assert.deepEqual(planLater({ environment: answers, shown: undefined }), { kind: 'nothing' }));

test('law 6: whatever GitHub shows already is not written, in every state', () => {
  const states = [
    starting,
    answers,
    preview({ status: crashed }),
    preview({ revision: null, waiting: pending }),
    stage({ status: answering }),
  ];
  for (const environment of states) {
    const plan = planLater(world(environment, upToDate(environment)));
    assert.deepEqual('writes' in plan ? plan.writes : 'no writes', []);
  }
});

test('what was closed is noted down, so that it is not read again', () => {
  const plan = planLater(world(pushed, { records: [record(60, 'c'), record(50, 'b', 'inactive'), record(61, 'c')] }));
  assert.equal(plan.kind === 'tell' ? plan.reported.closedThrough : plan.kind, 50);
});

test('what was noted down as closed is not forgotten', () => {
  const before = preview({ status: { ...answering, reported: { fingerprint: '', closedThrough: 40 } } });
  const plan = planLater(world(before, upToDate(before)));
  assert.equal(plan.kind === 'tell' ? plan.reported.closedThrough : plan.kind, 40);
});

test('the words about a superseded commit name its successor', () => {
  const plan = planLater(
    world(pushed, { records: [record(60, 'c'), record(50, 'b')], commits: commits({ b: says('pending') }) }),
  );
  const texts = 'writes' in plan ? plan.writes.map((write) => ('status' in write ? write.status.description : '')) : [];
  assert.ok(texts.includes('Superseded by commit ccccccc before it was ready'), texts.join('\n'));
  assert.ok(texts.includes('Replaced by commit ccccccc'), texts.join('\n'));
});

test('the status of what a person deleted says who in place of the address', () => {
  const environment = preview({ status: answering, waiting: onRequest, metadata: deleted });
  const plan = planLater(world(environment, upToDate(answers)));
  assert.deepEqual('writes' in plan && plan.writes[0], {
    kind: 'commitStatus',
    sha: sha('b'),
    status: { ...says('success', onRequest.message) },
  });
});

test('the record of a commit is found by its number, whatever its place in the answer', () => {
  const plan = planLater(world(starting, { records: [record(40, 'a', 'inactive'), record(wanted.deploymentId, 'b')] }));
  assert.ok('writes' in plan && plan.writes.some((write) => essence(write) === 'record 50 in_progress'));
  assert.equal(sha('b'), wanted.sha);
});

test('a refilled cluster still tells of a push that waits', () => {
  const environment = preview({ head: 'c', waiting: pending });
  const plan = planLater(world(environment, upToDate(answers)));
  assert.deepEqual('writes' in plan ? plan.writes.map(essence) : [], ['c pending']);
});
