import type { EnvironmentDetailsView, StatusView, WhyView } from '#apps/server/views.ts';

const since = '2026-01-02T03:04:05Z';
const [older, newer] = ['a'.repeat(40), 'b'.repeat(40)];

/** A preview whose newest commit crashes while the one before serves. */
export const crashed: EnvironmentDetailsView = {
  name: 'shop-pr-12',
  application: 'shop',
  repository: 'acme/shop',
  pullRequest: { number: 12, fork: false },
  state: 'Failed',
  reason: 'CrashLoopBackOff',
  message: 'the process ends soon after its start',
  head: newer,
  wanted: newer,
  running: older,
  url: 'http://shop-pr-12.localhost:4000/',
  image: 'local/shop@sha256:1',
  conditions: [{ type: 'Ready', status: 'True', reason: 'Available', message: 'it answers', since }],
  attempts: [
    {
      deploymentId: 8,
      commit: newer,
      outcome: 'failed',
      reason: 'CrashLoopBackOff',
      message: 'the process ends soon after its start',
      log: ['Error: no catalogue', '    at server.js:3'],
      startedAt: since,
      finishedAt: since,
    },
    { deploymentId: 7, commit: older, outcome: 'succeeded', log: [], startedAt: since },
  ],
};

export const status: StatusView = {
  applications: [
    {
      name: 'shop',
      repository: 'acme/shop',
      path: 'dungeonmaster.yaml',
      stages: ['staging'],
      environments: 2,
      conditions: [
        { type: 'Ready', status: 'True', reason: 'FileRead', message: 'dungeonmaster.yaml was read', since },
      ],
    },
  ],
  environments: { Running: 1, Failed: 1 },
  problems: [
    { kind: 'Environment', name: 'shop-pr-12', reason: 'CrashLoopBackOff', message: 'it ends', next: 'read the log' },
  ],
  waiting: [],
};

export const why: WhyView = {
  name: 'shop-pr-12',
  answer: 'commit aaaaaaa runs, and not the newest, bbbbbbb: failed: test',
  environment: crashed,
  causes: [
    { source: 'GitHub', reason: 'ChecksFailed', message: 'failed: test', next: 'push a commit that mends it' },
    { source: 'cluster', reason: 'CrashLoopBackOff', message: 'it ends', next: 'read the log' },
  ],
  next: 'push a commit that mends it',
  github: { kind: 'asked', plan: 'nothing', message: 'GitHub was asked just now' },
};
