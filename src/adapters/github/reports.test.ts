import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { createGitHub } from './github.ts';
import { cannedRequest, refusal } from './canned.testing.ts';
import { gitHubOn, OUR_APP, repository, sha, withNext } from './github.testing.ts';

const DEPLOYMENTS = 'GET /repos/{owner}/{repo}/deployments';
const DEPLOYMENT = 'GET /repos/{owner}/{repo}/deployments/{deployment_id}';
const CREATE_DEPLOYMENT = 'POST /repos/{owner}/{repo}/deployments';
const STATUSES = 'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses';
const ADD_STATUS = 'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses';
const COMBINED = 'GET /repos/{owner}/{repo}/commits/{ref}/status';
const CREATE_STATUS = 'POST /repos/{owner}/{repo}/statuses/{sha}';
const COMMENTS = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
const ACTIVITY = 'GET /repos/{owner}/{repo}/activity';
const REPOSITORY = 'GET /repos/{owner}/{repo}';

const where = { owner: 'acme', repo: 'shop' };
const ours = { performed_via_github_app: { id: OUR_APP } };
const theirs = { performed_via_github_app: null, creator: { login: 'mona' }, user: { login: 'mona' } };
const deployment = (id: number, author: object) => ({
  id,
  sha,
  created_at: '2026-11-23T10:00:00Z',
  payload: { v: 1 },
  ...author,
});
const place = { environment: 'preview', task: 'preview-pr-12' };

test('only our own deployments are listed, however many of others come before', async () => {
  const many = Array.from({ length: 100 }, (_, index) => deployment(index + 10, theirs));
  const { github, asked } = gitHubOn({ [DEPLOYMENTS]: [withNext(many, 2), { data: [deployment(1, ours)] }] });
  assert.deepEqual(await github.deployments.list(repository, place), [
    { id: 1, sha, createdAt: '2026-11-23T10:00:00Z', payload: { v: 1 } },
  ]);
  assert.deepEqual(asked[1]?.parameters, { ...where, ...place, per_page: 100, page: 2 });
});

test('a hundred of ours are enough', async () => {
  const many = Array.from({ length: 100 }, (_, index) => deployment(index + 10, ours));
  const { github, asked } = gitHubOn({ [DEPLOYMENTS]: withNext(many, 2) });
  assert.equal((await github.deployments.list(repository, place)).length, 100);
  assert.equal(asked.length, 1);
});

test('with a token, ours are those of its owner', async () => {
  const { request } = cannedRequest({ [DEPLOYMENTS]: { data: [deployment(1, theirs), deployment(2, ours)] } });
  const github = createGitHub({ request, clock: { now: () => 0 }, creatorLogin: 'Mona' });
  const found = await github.deployments.list(repository, place);
  assert.deepEqual(
    found.map(({ id }) => id),
    [1],
  );
});

const deploymentOf = (answer: Parameters<typeof gitHubOn>[0][string]) =>
  gitHubOn({ [DEPLOYMENT]: answer }).github.deployments.get(repository, 1);

test('one deployment: ours is given, another or none is undefined, an error is an error', async () => {
  assert.equal((await deploymentOf({ data: deployment(1, ours) }))?.id, 1);
  assert.equal(await deploymentOf({ data: deployment(1, theirs) }), undefined);
  assert.equal(await deploymentOf(refusal(404, 'Not Found')), undefined);
  await assert.rejects(deploymentOf(refusal(403, 'no')), { code: 'Forbidden' });
});

test('a new deployment merges nothing, waits for nothing and ends nothing', async () => {
  const { github, asked } = gitHubOn({ [CREATE_DEPLOYMENT]: { status: 201, data: deployment(5, ours) } });
  const wanted = { ...place, sha, payload: { v: 1 }, description: 'deploy', transient: true, production: false };
  assert.equal((await github.deployments.create(repository, wanted)).id, 5);
  assert.deepEqual(asked[0]?.parameters, {
    ...where,
    ...place,
    ref: sha,
    payload: { v: 1 },
    description: 'deploy',
    transient_environment: true,
    production_environment: false,
    auto_merge: false,
    required_contexts: [],
  });
});

test('statuses of others are left out, even those we could not read', async () => {
  const data = [
    { state: 'success', description: 'up', environment_url: 'https://shop.example', ...ours },
    { state: 'pending', description: 'x', ...theirs },
    { state: 'queued', description: 'waits', environment_url: '', ...ours },
  ];
  const { github } = gitHubOn({ [STATUSES]: { data } });
  assert.deepEqual(await github.deployments.statuses(repository, 5), [
    { state: 'success', description: 'up', environmentUrl: 'https://shop.example' },
    { state: 'queued', description: 'waits' },
  ]);
});

test('a status ends no other deployment', async () => {
  const { github, asked } = gitHubOn({ [ADD_STATUS]: { status: 201, data: { id: 1 } } });
  await github.deployments.addStatus(repository, 5, {
    state: 'success',
    description: 'up',
    environmentUrl: 'https://a',
  });
  await github.deployments.addStatus(repository, 5, { state: 'inactive', description: 'over' });
  const common = { ...where, deployment_id: 5, auto_inactive: false };
  assert.deepEqual(
    asked.map(({ parameters }) => parameters),
    [
      { ...common, state: 'success', description: 'up', environment_url: 'https://a' },
      { ...common, state: 'inactive', description: 'over' },
    ],
  );
});

test('the newest status of a context is found on any page, and undefined when there is none', async () => {
  const mine = { context: 'dungeonmaster/preview/shop', state: 'pending', description: null, target_url: null };
  const { github } = gitHubOn({ [COMBINED]: [withNext({ statuses: [] }, 2), { data: { statuses: [mine] } }] });
  const newest = await github.commitStatuses.newest(repository, sha, mine.context);
  assert.deepEqual(newest, { context: mine.context, state: 'pending', description: '' });
  assert.equal(await github.commitStatuses.newest(repository, sha, 'another'), undefined);
});

test('a commit status is written with its address, or without one', async () => {
  const { github, asked } = gitHubOn({ [CREATE_STATUS]: { status: 201, data: { context: 'c' } } });
  const status = { context: 'c', state: 'success', description: 'up' } as const;
  await github.commitStatuses.create(repository, sha, { ...status, targetUrl: 'https://a' });
  await github.commitStatuses.create(repository, sha, status);
  assert.deepEqual(
    asked.map(({ parameters }) => parameters),
    [
      { ...where, sha, ...status, target_url: 'https://a' },
      { ...where, sha, ...status },
    ],
  );
});

test('only our own comments are listed', async () => {
  const data = [
    { id: 1, body: 'hello', ...theirs },
    { id: 2, body: 'verdict', ...ours },
  ];
  const { github } = gitHubOn({ [COMMENTS]: { data } });
  assert.deepEqual(await github.comments.listOurs(repository, 12), [{ id: 2, body: 'verdict' }]);
});

const activity = (after: string) => ({ after, timestamp: '2026-11-23T10:00:00Z' });

test('the heads of a branch leave out its deletions', async () => {
  const { github, asked } = gitHubOn({ [ACTIVITY]: { data: [activity('0'.repeat(40)), activity(sha)] } });
  assert.deepEqual(await github.branches.heads(repository, 'main'), [{ sha, at: '2026-11-23T10:00:00Z' }]);
  assert.deepEqual(asked[0]?.parameters, { ...where, ref: 'refs/heads/main', per_page: 100 });
});

const branchesOf = (id: number) =>
  gitHubOn({ [REPOSITORY]: { data: { id, default_branch: 'trunk' } } }).github.branches;

test('the default branch is that of this repository, not of one that took its name', async () => {
  assert.equal(await branchesOf(7).defaultBranch(repository), 'trunk');
  await assert.rejects(branchesOf(8).defaultBranch(repository), { code: 'NotFound' });
});
