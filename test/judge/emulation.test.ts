import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Identity } from '#emulation/github/identity.ts';
import type { Commit } from '#emulation/github/repository.ts';
import { routes } from '#emulation/github/routes/table.ts';
import type { Supplied, Wanted } from '#emulation/github/routes/route.ts';
import { JudgedGitHub } from './exchanges.ts';
import { createJudge } from './judge.ts';

const judge = createJudge();
const sha = (digit: string): string => digit.repeat(40);
const commit = (digit: string, ...parents: string[]): Commit => ({
  sha: sha(digit),
  tree: sha('7'),
  parents: parents.map(sha),
  message: `commit ${digit}`,
  author: { name: 'Ana', email: 'ana@example.com' },
  date: Date.UTC(2026, 0, 5),
});

const events = [
  ['pull_request', 'push', 'check_run', 'check_suite'],
  ['status', 'deployment', 'deployment_status', 'issue_comment'],
].flat();
const permissions = {
  checks: 'write',
  contents: 'write',
  deployments: 'write',
  statuses: 'write',
  pull_requests: 'write',
  metadata: 'read',
} as const;

function supply(wanted: Wanted): Supplied {
  if (wanted.kind === 'file')
    return { file: { ...wanted, text: wanted.path === 'empty' ? undefined : 'kind: Application\n' } };
  const { baseSha, headSha } = wanted;
  return { merge: { baseSha, headSha, commit: { ...commit('f'), parents: [baseSha, headSha] } } };
}

interface Stage {
  readonly github: JudgedGitHub;
  readonly repository: number;
  readonly app: Identity;
  readonly bot: Identity;
  readonly installation: number;
}

/** An App, its installation, and a repository with one commit on `main`. */
function setUp(): Stage {
  const github = new JudgedGitHub(judge, supply);
  const webhook = { url: 'https://hook.example.com/', secret: 's' };
  github.command({ kind: 'createUser', login: 'acme', type: 'Organization' });
  github.command({ kind: 'createUser', login: 'ana', token: 'ghp_ana' });
  const app = { slug: 'dungeon-master', owner: 'acme', publicKey: '', permissions, events, webhook };
  github.command({ kind: 'createApp', id: 77, ...app });
  github.command({ kind: 'createRepository', owner: 'acme', name: 'shop', collaborators: ['ana'] });
  github.command({ kind: 'installApp', app: 77, account: 'acme', repositories: 'all' });
  const repository = github.state.repositories[0]?.id ?? 0;
  const installation = github.state.installations[0]?.id ?? 0;
  github.command({ kind: 'push', repository, ref: 'main', sha: sha('a'), commits: [commit('a')], actor: 'ana' });
  const bot = { kind: 'installation', installationId: installation } as const;
  return { github, repository, installation, app: { kind: 'app', appId: 77 }, bot };
}

const shop = '/repos/acme/shop';

test('every route, asked as it should be, answers as GitHub describes it', () => {
  const stage = setUp();
  liveThroughPullRequests(stage);
  useChecksAndStatuses(stage);
  useDeployments(stage);
  useComments(stage);
  useApp(stage);
  assert.deepEqual(stage.github.violations, []);
  const unseen = Object.keys(routes).filter((template) => !stage.github.seenRoutes.has(template));
  assert.deepEqual(unseen, [], 'routes that the scenario never asked');
});

test('every event that the emulation sends is as GitHub describes it', () => {
  const stage = setUp();
  liveThroughPullRequests(stage);
  useChecksAndStatuses(stage);
  useDeployments(stage);
  useComments(stage);
  assert.deepEqual(stage.github.violations, []);
  assert.deepEqual([...stage.github.seenEvents].toSorted(), [
    'check_run.completed',
    'check_run.created',
    'check_suite.completed',
    'deployment.created',
    'deployment_status.created',
    'issue_comment.created',
    'issue_comment.edited',
    'ping',
    'pull_request.closed',
    'pull_request.edited',
    'pull_request.opened',
    'pull_request.reopened',
    'pull_request.synchronize',
    'push',
    'status',
  ]);
});

function liveThroughPullRequests({ github, repository, bot }: Stage): void {
  const on = { repository, actor: 'ana' };
  github.command({ kind: 'push', ...on, ref: 'cart', sha: sha('b'), commits: [commit('b', 'a')] });
  const opened = github.ask(`POST ${shop}/pulls`, { as: bot, body: { title: 'Cart', head: 'cart', base: 'main' } });
  assert.equal(opened.status, 201);
  github.command({ kind: 'push', ...on, ref: 'cart', sha: sha('c'), commits: [commit('c', 'b')] });
  github.command({ kind: 'push', ...on, ref: 'cart', sha: sha('d'), commits: [commit('d', 'a')], forced: true });
  github.command({ kind: 'closePullRequest', ...on, number: 1 });
  github.command({ kind: 'reopenPullRequest', ...on, number: 1 });
  github.ask(`PATCH ${shop}/pulls/1`, { as: bot, body: { title: 'A cart', body: 'for goods' } });
  github.ask(`GET ${shop}/pulls`, {
    as: bot,
    query: { state: 'open', sort: 'created', direction: 'asc', per_page: '100' },
  });
  github.ask(`GET ${shop}/pulls/1`, { as: bot });
  github.ask(`GET ${shop}/commits/${sha('d')}/pulls`, { as: bot });
  const { status } = github.ask(`PUT ${shop}/pulls/1/merge`, {
    as: { kind: 'user', login: 'ana' },
    body: { sha: sha('d') },
  });
  assert.equal(status, 200);
  github.ask(`GET ${shop}/pulls/1`, { as: bot });
  github.command({ kind: 'deleteBranch', ...on, ref: 'cart' });
  github.command({ kind: 'push', ...on, ref: 'price', sha: sha('e'), commits: [commit('e', 'a')] });
  const price = { title: 'Price', body: 'x', head: { ref: 'price' }, base: 'main', author: 'ana' };
  github.command({
    kind: 'openPullRequest',
    repository,
    ...price,
    labels: [{ id: 5, name: 'preview', color: 'ff0000' }],
  });
  github.ask(shop.replace('/', 'GET /'), { as: bot });
  github.command({ kind: 'protectBranch', repository, branch: 'main', contexts: ['test'] });
  github.ask(`GET ${shop}/branches/main`, { as: bot });
  github.ask(`GET ${shop}/branches/price`, { as: bot });
  github.ask(`GET ${shop}/rules/branches/main`, { as: bot, query: { per_page: '100', page: '1' } });
  github.ask(`GET ${shop}/activity`, { as: bot, query: { ref: 'refs/heads/main', per_page: '100' } });
  github.ask(`GET ${shop}/commits/main`, { as: bot });
  github.ask(`GET ${shop}/contents/dungeonmaster.yaml`, { as: bot, query: { ref: 'main' } });
}

function useChecksAndStatuses({ github, repository, bot }: Stage): void {
  const head = sha('e');
  github.command({ kind: 'startCheck', repository, sha: head, name: 'test' });
  const output = { title: 'Tests', summary: '3 passed' };
  github.command({ kind: 'completeCheck', repository, sha: head, name: 'test', conclusion: 'success', output });
  github.ask(`GET ${shop}/commits/${head}/check-runs`, { as: bot, query: { filter: 'latest', per_page: '1' } });
  const made = github.ask(`POST ${shop}/check-runs`, {
    as: bot,
    body: { name: 'shop', head_sha: head, status: 'queued' },
  });
  const run = github.state.repositories[0]?.checkRuns.at(-1)?.id;
  assert.equal(made.status, 201);
  const body = { status: 'completed', conclusion: 'failure', output: { title: 'No', summary: 'It crashed' } };
  github.ask(`PATCH ${shop}/check-runs/${run}`, { as: bot, body });
  github.ask(`GET ${shop}/check-runs/${run}`, { as: bot });
  for (const state of ['pending', 'success']) {
    const status = { state, context: 'dungeonmaster/preview/shop', description: 'Deployment updated!' };
    const full = { ...status, target_url: 'http://shop-pr-2.localhost:8080/' };
    github.ask(`POST ${shop}/statuses/${head}`, { as: bot, body: full });
  }
  const creator = { login: 'ana', appId: null };
  github.command({ kind: 'createStatus', repository, sha: head, state: 'failure', context: 'ci', creator });
  github.ask(`GET ${shop}/commits/${head}/status`, { as: bot, query: { per_page: '100', page: '1' } });
  github.ask(`GET ${shop}/commits/${head}/statuses`, { as: bot });
}

function useDeployments({ github, bot }: Stage): void {
  const place = { environment: 'preview', task: 'preview-pr-2' };
  const options = {
    auto_merge: false,
    required_contexts: [],
    transient_environment: true,
    production_environment: false,
  };
  const body = { ref: sha('e'), ...place, ...options, description: 'shop', payload: { v: 1, act: 'deploy' } };
  github.ask(`POST ${shop}/deployments`, { as: bot, body });
  github.ask(`POST ${shop}/deployments`, { as: bot, body: { ref: 'main', auto_merge: false, required_contexts: [] } });
  const [first, second] = github.state.repositories[0]?.deployments ?? [];
  github.ask(`GET ${shop}/deployments`, { as: bot, query: { ...place, per_page: '100', page: '1' } });
  github.ask(`GET ${shop}/deployments/${first?.id}`, { as: bot });
  for (const state of ['in_progress', 'success', 'inactive']) {
    const status = {
      state,
      description: 'Deployment updated!',
      environment_url: 'http://127.0.0.1:1/',
      auto_inactive: false,
    };
    github.ask(`POST ${shop}/deployments/${first?.id}/statuses`, { as: bot, body: status });
  }
  github.ask(`GET ${shop}/deployments/${first?.id}/statuses`, { as: bot });
  assert.equal(github.ask(`DELETE ${shop}/deployments/${second?.id}`, { as: bot }).status, 204);
}

function useComments({ github, bot }: Stage): void {
  github.ask(`POST ${shop}/issues/2/comments`, { as: bot, body: { body: 'It runs.' } });
  const id = github.state.repositories[0]?.comments[0]?.id;
  github.ask(`PATCH ${shop}/issues/comments/${id}`, { as: bot, body: { body: 'It ran.' } });
  github.command({
    kind: 'createComment',
    repository: github.state.repositories[0]?.id ?? 0,
    number: 2,
    body: 'Good.',
    user: { login: 'ana', appId: null },
  });
  github.ask(`GET ${shop}/issues/2/comments`, { as: bot, query: { per_page: '1' } });
}

function useApp({ github, app, bot, installation }: Stage): void {
  github.ask('GET /app', { as: app });
  github.ask('GET /app/installations', { as: app });
  github.ask(`GET /app/installations/${installation}`, { as: app });
  github.ask(`GET ${shop}/installation`, { as: app });
  github.ask(`POST /app/installations/${installation}/access_tokens`, { as: app });
  github.ask('GET /installation/repositories', { as: bot });
  const [delivery] = github.state.deliveries;
  const attempt = { id: 5, at: github.now, durationMs: 12, redelivery: false, result: { statusCode: 202 } };
  const deliveries = delivery ? [{ ...delivery, attempts: [attempt] }] : [];
  github.state = { ...github.state, deliveries };
  github.ask('GET /app/hook/deliveries', { as: app });
  github.ask('POST /app/hook/deliveries/5/attempts', { as: app });
}
