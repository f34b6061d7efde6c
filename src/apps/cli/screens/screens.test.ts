import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { plain } from '#apps/cli/terminal/plain.testing.ts';
import { renderEnvironment } from './environment.ts';
import { renderEnvironments } from './environments.ts';
import { renderStatus } from './status.ts';
import { crashed, status, why } from './views.testing.ts';
import { renderWhy } from './why.ts';

test('dm status: applications, counts, and what is wrong with the next step', () => {
  assert.equal(
    renderStatus(status, plain),
    `APPLICATION  REPOSITORY  STAGES   FILE
shop         acme/shop   staging  dungeonmaster.yaml was read

2 environments: 1 Running, 1 Failed

Problems
  shop-pr-12  CrashLoopBackOff: it ends
    next: read the log`,
  );
});

test('dm status of nothing says so', () => {
  const empty = { applications: [], environments: {}, problems: [], waiting: [] };
  assert.equal(renderStatus(empty, plain), 'no applications are registered\n\nno environments');
});

test('dm env list: one line an environment; why only where something is to tell', () => {
  const running = {
    ...crashed,
    name: 'shop-pr-9',
    state: 'Running',
    reason: 'Available',
    message: 'it answers',
  } as const;
  const lines = renderEnvironments({ environments: [running, crashed] }, plain).split('\n');
  assert.deepEqual(
    lines.map((line) => line.split(/ {2,}/)),
    [
      ['NAME', 'STATE', 'RUNS', 'OF', 'URL', 'WHY'],
      ['shop-pr-9', 'Running', 'commit aaaaaaa', 'pull request 12', 'http://shop-pr-12.localhost:4000/'],
      [
        'shop-pr-12',
        'Failed',
        'commit aaaaaaa',
        'pull request 12',
        'http://shop-pr-12.localhost:4000/',
        'CrashLoopBackOff: the process ends soon after its start',
      ],
    ],
  );
});

test('dm env list of nothing says so', () => {
  assert.match(renderEnvironments({ environments: [] }, plain), /^no environments/);
});

test('dm env describe: state, conditions, attempts and the last lines of the one that failed', () => {
  const text = renderEnvironment(crashed, plain);
  for (const piece of [
    'state         Failed: CrashLoopBackOff: the process ends soon after its start',
    'runs          commit aaaaaaa',
    'wanted        commit bbbbbbb',
    'Ready      True    2026-01-02T03:04:05Z  Available  it answers',
    'last lines of commit bbbbbbb',
    '│ Error: no catalogue',
  ]) {
    assert.ok(text.includes(piece), `${piece} is not in\n${text}`);
  }
  assert.ok(!text.includes('last lines of commit aaaaaaa'));
});

test('dm why: the answer, then the causes in their order with the next steps', () => {
  assert.equal(
    renderWhy(why, plain),
    `shop-pr-12: commit aaaaaaa runs, and not the newest, bbbbbbb: failed: test
http://shop-pr-12.localhost:4000/

  1. ChecksFailed: failed: test (says GitHub)
     next: push a commit that mends it
  2. CrashLoopBackOff: it ends (says the cluster)
     next: read the log`,
  );
});

test('dm why: GitHub being away is said, and the rest is answered', () => {
  const github = { kind: 'away', code: 'Unavailable', message: 'no answer', next: 'wait' } as const;
  const text = renderWhy({ ...why, github }, plain);
  assert.match(text, /^shop-pr-12: commit aaaaaaa runs/);
  assert.match(text, /GitHub could not be asked: Unavailable: no answer\n {2}next: wait$/);
});
