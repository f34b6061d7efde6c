import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { deployment, preview, pullRequest, recorded, stage } from '#features/deliver/worlds.testing.ts';
import type { Application, Environment } from '#model/environment.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import { application, digest, sha, staging } from '#model/samples.testing.ts';
import { createServer } from '#apps/server/server.ts';
import type { ErrorView, WhyView } from '#apps/server/views.ts';
import { condition, portsOf, readerOf, type Answers } from '#apps/server/world.testing.ts';
import { GitHubError } from '#ports/github/errors.ts';
import { silentLog } from '#ports/log.ts';

const yaml = `apiVersion: dungeonmaster.dev/v1alpha1
kind: Application
metadata: {name: shop}
spec: {checks: [test], stages: [{name: staging}]}
`;
const files = { main: yaml, [sha('a')]: yaml, [sha('b')]: yaml };
const passed = [{ name: 'test', state: 'passed' }] as const;
const failed = [{ name: 'test', state: 'failed' }] as const;
const registered: Stored<Application> = { ...application, status: { stages: [staging] } };
const available = condition('Progressing', 'False', 'Available', 'it answers');
const serving = (digit: string): NonNullable<Environment['status']> => ({
  observedGeneration: 1,
  conditions: [available],
  running: { sha: sha(digit), digest: digest(digit) },
});

interface Asked {
  readonly name?: string;
  readonly objects?: readonly (Stored<Application> | Stored<Environment>)[];
  readonly answers?: Answers;
}

async function ask({ name = 'shop-pr-12', objects = [registered], answers }: Asked): Promise<Response> {
  const reader = readerOf(...objects);
  // Time passes at once, but only for those who wait.
  const timers = {
    after: (_: number, task: () => void) => {
      const timer = setTimeout(task, 50);
      return () => clearTimeout(timer);
    },
  };
  const deliver = answers && portsOf(reader, answers);
  return createServer({ reader, timers, log: silentLog, ...(deliver && { deliver }) }).request(`/v1/why/${name}`);
}

const cases: Record<string, Asked & { causes: readonly string[]; answer: RegExp }> = {
  'all is well: the newest commit runs': {
    objects: [registered, { ...preview({ revision: recorded('b', 7) }), status: serving('b') }],
    answers: { pullRequest, files, checks: passed, deployments: [deployment(7, 1, 'b')] },
    causes: [],
    answer: /^commit bbbbbbb runs, the newest$/,
  },
  'an environment whose deletion began a moment ago is not about to start': {
    objects: [
      registered,
      {
        ...preview({
          revision: recorded('b', 7),
          metadata: { deletionTimestamp: '2026-01-02T03:04:05Z', generation: 2 },
        }),
        status: serving('a'),
      },
    ],
    causes: ['Deleting'],
    answer: /it is being deleted/,
  },
  'somebody deleted the record': {
    objects: [registered, { ...preview({ revision: recorded('b', 7) }), status: serving('b') }],
    answers: { pullRequest, files, checks: passed },
    causes: ['RecordMissing'],
    answer: /commit bbbbbbb runs, the newest; GitHub deployment 7 was deleted/,
  },
  'failed checks keep the newest commit out while the older one runs': {
    objects: [registered, { ...preview(), status: serving('a') }],
    answers: { pullRequest, files, checks: failed },
    causes: ['ChecksFailed'],
    answer: /commit aaaaaaa runs, and not the newest, bbbbbbb: failed: test/,
  },
  'GitHub knows better than the cluster: what was waited for has come': {
    objects: [registered, preview({ waiting: { reason: 'ChecksPending', message: 'waiting for test' } })],
    answers: { pullRequest, files, checks: passed },
    causes: ['AboutToChange'],
    answer: /nothing runs: commit bbbbbbb of pull request 12 passed its checks: it is about to start/,
  },
  'the newest commit may start but crashes': {
    objects: [
      registered,
      {
        ...preview({ revision: recorded('b', 7) }),
        status: {
          ...serving('a'),
          conditions: [condition('Progressing', 'False', 'CrashLoopBackOff', 'the process ends')],
        },
      },
    ],
    causes: ['CrashLoopBackOff'],
    answer: /commit aaaaaaa runs, and not the newest, bbbbbbb: the process ends/,
  },
  'without a file on the base branch that is said first': {
    answers: { pullRequest, files: {}, checks: passed },
    causes: ['FileMissing', 'FileMissing'],
    answer: /there is no environment: there is no dungeonmaster.yaml on branch main/,
  },
  'a closed pull request has none': {
    answers: { pullRequest: { ...pullRequest, state: 'closed', merged: true } },
    causes: ['Closed'],
    answer: /there is no environment: pull request 12 is merged/,
  },
  'an environment whose pull request GitHub does not show': {
    objects: [registered, { ...preview({ revision: recorded('b', 7) }), status: serving('b') }],
    answers: {},
    causes: ['NoSuchPullRequest'],
    answer: /commit bbbbbbb runs, the newest; GitHub shows no pull request 12 in acme\/shop/,
  },
  'an environment whose application is not registered': {
    objects: [{ ...preview({ revision: recorded('b', 7) }), status: serving('b') }],
    answers: { pullRequest },
    causes: ['NotRegistered'],
    answer: /not registered/,
  },
  'a stage that waits for the checks of its branch': {
    name: 'shop-staging',
    objects: [registered, stage()],
    answers: { files, checks: failed, heads: [{ sha: sha('b'), at: '2025-06-01T11:59:00Z' }] },
    causes: ['ChecksFailed'],
    answer: /nothing runs: failed: test/,
  },
  'a stage that the file no longer names': {
    name: 'shop-staging',
    objects: [registered, stage()],
    answers: {
      files: { ...files, main: yaml.replace('{name: staging}', '{name: other}') },
      checks: passed,
      heads: [{ sha: sha('b'), at: '2025-06-01T11:59:00Z' }],
    },
    causes: ['NoSuchStage'],
    answer: /dungeonmaster.yaml names no stage staging/,
  },
  'a stage without a file on the default branch': {
    name: 'shop-staging',
    objects: [registered, stage()],
    answers: { checks: passed, heads: [{ sha: sha('b'), at: '2025-06-01T11:59:00Z' }] },
    causes: ['FileMissing'],
    answer: /there is no dungeonmaster.yaml on branch main/,
  },
  'an application whose file is missing': {
    name: 'shop',
    objects: [
      {
        ...registered,
        status: { conditions: [condition('Ready', 'False', 'FileMissing', 'branch main has no file')] },
      },
    ],
    causes: ['FileMissing'],
    answer: /branch main has no file/,
  },
  'reports that GitHub did not take come last': {
    objects: [
      registered,
      {
        ...preview({ waiting: { reason: 'ChecksFailed', message: 'failed: test' } }),
        status: {
          observedGeneration: 1,
          conditions: [condition('Reported', 'False', 'RateLimited', 'too many requests')],
        },
      },
    ],
    causes: ['ChecksFailed', 'RateLimited'],
    answer: /nothing runs: failed: test/,
  },
};
for (const [sentence, { causes, answer, ...asked }] of Object.entries(cases)) {
  test(sentence, async () => {
    const response = await ask(asked);
    assert.equal(response.status, 200, await response.clone().text());
    const view = (await response.json()) as WhyView;
    assert.deepEqual(
      view.causes.map(({ reason }) => reason),
      causes,
      view.answer,
    );
    assert.match(view.answer, answer);
    assert.equal(view.next, view.causes[0]?.next);
  });
}

const away: Record<string, { answers: Answers; code: string }> = {
  'GitHub being away is said': { answers: { error: new GitHubError('Unavailable', 'no answer') }, code: 'Unavailable' },
  'a rate limit is said': { answers: { error: new GitHubError('RateLimited', 'too many') }, code: 'RateLimited' },
  'a GitHub that hangs is not waited for without end': { answers: { hangs: true }, code: 'Unavailable' },
};
for (const [sentence, { answers, code }] of Object.entries(away)) {
  test(`${sentence}, and the cluster's half is answered`, async () => {
    const waiting = { reason: 'ChecksPending', message: 'waiting for test' } as const;
    const response = await ask({ objects: [registered, { ...preview({ waiting }), status: serving('a') }], answers });
    const view = (await response.json()) as WhyView;
    assert.equal(view.github.kind === 'away' && view.github.code, code);
    assert.match(view.answer, /commit aaaaaaa runs, and not the newest, bbbbbbb: waiting for test/);
    assert.equal(view.causes[0]?.source, 'cluster');
  });
}

const unknown: Record<string, { asked: Asked; message: RegExp }> = {
  'no such pull request': {
    asked: { name: 'shop-pr-99', answers: {} },
    message: /GitHub shows no pull request 99 in acme\/shop/,
  },
  'no such application': { asked: { name: 'blog-pr-1' }, message: /nothing is called "blog-pr-1".*registered: shop/ },
  'no such stage': { asked: { name: 'shop-mars' }, message: /nothing is called "shop-mars"/ },
  'nothing registered': { asked: { objects: [] }, message: /no application is registered/ },
};
for (const [what, { asked, message }] of Object.entries(unknown)) {
  test(`${what} is NotFound, with the next step`, async () => {
    const response = await ask(asked);
    assert.equal(response.status, 404);
    const { error } = (await response.json()) as ErrorView;
    assert.equal(error.code, 'NotFound');
    assert.match(error.message, message);
    assert.notEqual(error.next ?? '', '');
  });
}
