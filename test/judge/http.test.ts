import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { createGitHub } from '#adapters/github/github.ts';
import { createOctokitRequest } from '#adapters/github/octokit-request.ts';
import { createGit } from '#emulation/github/git.ts';
import type { PostWebhook } from '#emulation/github/ports.ts';
import { createGitHubServer, type GitHubServer } from '#emulation/github/server.ts';
import { createStateFile } from '#emulation/github/state-file.ts';
import { commitSha, repositoryRef } from '#model/ids.ts';
import { silentLog } from '#ports/log.ts';
import { createJudge, type Violation } from './judge.ts';

const execute = promisify(execFile);
const judge = createJudge();
const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const origin = { api: 'http://github.test', html: 'http://github.test' };
const APP_ID = 77;
const clock = { now: () => Date.now() };

interface Place {
  readonly directory: string;
  readonly bare: string;
  /** Runs git in a clone. */
  readonly git: (...words: string[]) => Promise<string>;
}

async function makePlace(context: TestContext): Promise<Place> {
  const directory = await mkdtemp(join(tmpdir(), 'dungeon-master-judge-'));
  context.after(() => rm(directory, { recursive: true, force: true }));
  const bare = join(directory, 'shop.git');
  const clone = join(directory, 'clone');
  await execute('git', ['init', '--quiet', '--bare', '--initial-branch=main', bare]);
  await execute('git', ['clone', '--quiet', bare, clone]);
  const identity = ['-c', 'user.name=Ana', '-c', 'user.email=ana@example.com', '-c', 'commit.gpgsign=false'];
  const git = async (...words: string[]) => (await execute('git', ['-C', clone, ...identity, ...words])).stdout.trim();
  return { directory, bare, git };
}

interface Running {
  readonly server: GitHubServer;
  readonly violations: Violation[];
  readonly posted: { readonly event: string | undefined; readonly body: string }[];
}

async function start({ directory, bare }: Place): Promise<Running> {
  const violations: Violation[] = [];
  const posted: Running['posted'] = [];
  const post: PostWebhook = async (_, headers, body) => {
    posted.push({ event: headers['x-github-event'], body });
    return 202;
  };
  const server = await createGitHubServer({
    origin,
    clock,
    post,
    git: createGit({ directoryOf: () => bare, environment: { PATH: process.env['PATH'] ?? '' } }),
    store: createStateFile(join(directory, 'state.json')),
    log: silentLog,
    secret: () => crypto.randomUUID(),
    onExchange: ({ method, template = 'none', pathParameters, query, requestBody, status, responseBody }) => {
      const path = template.slice(template.indexOf(' ') + 1);
      const body = responseBody === undefined ? undefined : JSON.parse(JSON.stringify(responseBody));
      const exchange = { method, template: path, path: pathParameters, query, requestBody, status, responseBody: body };
      violations.push(...judge.exchange(exchange));
    },
  });
  return { server, violations, posted };
}

function found({ host }: GitHubServer): void {
  const permissions = {
    checks: 'read',
    contents: 'write',
    deployments: 'write',
    statuses: 'write',
    pull_requests: 'write',
  } as const;
  const events = ['push', 'pull_request', 'status'];
  const webhook = { url: 'http://function.test/', secret: 'hush' };
  host.command({ kind: 'createUser', login: 'acme', type: 'Organization' });
  host.command({ kind: 'createUser', login: 'ana', token: 'ghp_ana' });
  const app = { slug: 'dungeon-master', owner: 'acme', publicKey: keys.publicKey, permissions, events, webhook };
  host.command({ kind: 'createApp', id: APP_ID, ...app });
  host.command({ kind: 'createRepository', owner: 'acme', name: 'shop', collaborators: ['ana'] });
  host.command({ kind: 'installApp', app: APP_ID, account: 'acme', repositories: 'all' });
}

const fetchOf =
  (server: GitHubServer): typeof fetch =>
  async (input, init) =>
    server.fetch(new Request(input, init));

async function commit({ directory, git }: Place, branch: string, text: string): Promise<string> {
  await writeFile(join(directory, 'clone', `${branch}.txt`), text);
  await git('add', '--all');
  await git('commit', '--quiet', '--message', text);
  await git('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
  return git('rev-parse', 'HEAD');
}

async function asAna(server: GitHubServer, method: string, path: string, body?: unknown): Promise<Response> {
  const headers = { authorization: 'token ghp_ana' };
  const text = body === undefined ? {} : { body: JSON.stringify(body) };
  return server.fetch(new Request(`${origin.api}/repos/acme/shop${path}`, { method, headers, ...text }));
}

test('our adapter and the emulation understand each other over HTTP and git, and GitHub would understand both', async (context) => {
  const place = await makePlace(context);
  const { server, violations, posted } = await start(place);
  found(server);
  const repository = server.host.state.repositories[0]?.id ?? 0;
  const first = commitSha.parse(await commit(place, 'main', 'first'));
  await server.ingest(repository, 'ana');
  await place.git('checkout', '--quiet', '-b', 'cart');
  const head = commitSha.parse(await commit(place, 'cart', 'a cart'));
  await server.ingest(repository, 'ana');
  assert.equal((await asAna(server, 'POST', '/pulls', { title: 'Cart', head: 'cart', base: 'main' })).status, 201);

  const ref = repositoryRef.parse({ id: repository, fullName: 'acme/shop' });
  const credentials = { appId: APP_ID, privateKey: keys.privateKey, repository: ref };
  const request = createOctokitRequest({
    ...credentials,
    baseUrl: origin.api,
    timeoutMs: 5000,
    fetch: fetchOf(server),
  });
  const github = createGitHub({ request, clock, appId: APP_ID });
  const pullRequest = await github.pullRequests.get(ref, 1);
  assert.deepEqual([pullRequest.head, pullRequest.fork, pullRequest.state], [head, false, 'open']);
  assert.equal((await github.pullRequests.listOpen(ref)).length, 1);
  assert.deepEqual(await github.pullRequests.ofCommit(ref, head), [pullRequest]);
  assert.equal(await github.files.read(ref, 'cart', 'cart.txt'), 'a cart');
  assert.equal(await github.files.read(ref, head, 'none.txt'), undefined);
  assert.deepEqual(
    (await github.branches.heads(ref, 'main')).map(({ sha }) => sha),
    [first],
  );
  assert.equal(await github.branches.defaultBranch(ref), 'main');
  server.host.command({ kind: 'startCheck', repository, sha: head, name: 'test' });
  assert.deepEqual(await github.checks.ofCommit(ref, head), [{ name: 'test', state: 'pending' }]);
  server.host.command({ kind: 'protectBranch', repository, branch: 'main', contexts: ['test'] });
  assert.deepEqual(await github.checks.requiredOn(ref, 'main'), ['test']);

  const status = {
    context: 'dungeonmaster/preview/shop',
    state: 'success',
    description: 'Deployment updated!',
  } as const;
  await github.commitStatuses.create(ref, head, { ...status, targetUrl: 'http://127.0.0.1:1/' });
  assert.equal((await github.commitStatuses.newest(ref, head, status.context))?.state, 'success');
  const deploymentPlace = { environment: 'preview', task: 'preview-pr-1' };
  const settings = { payload: { v: 1 }, description: 'shop', transient: true, production: false };
  const { id } = await github.deployments.create(ref, { sha: head, ...deploymentPlace, ...settings });
  await github.deployments.addStatus(ref, id, { state: 'in_progress', description: 'starting' });
  assert.deepEqual(
    (await github.deployments.list(ref, deploymentPlace)).map((one) => one.id),
    [id],
  );
  assert.equal((await github.deployments.get(ref, id))?.sha, head);
  assert.deepEqual(
    (await github.deployments.statuses(ref, id)).map(({ state }) => state),
    ['in_progress'],
  );
  const comment = await github.comments.create(ref, 1, 'It runs.');
  await github.comments.update(ref, comment.id, 'It ran.');
  assert.deepEqual(
    (await github.comments.listOurs(ref, 1)).map(({ body }) => body),
    ['It ran.'],
  );

  assert.equal((await asAna(server, 'PUT', '/pulls/1/merge')).status, 405, 'the required check has not passed');
  server.host.command({ kind: 'completeCheck', repository, sha: head, name: 'test', conclusion: 'success' });
  const merging = await asAna(server, 'PUT', '/pulls/1/merge');
  assert.equal(merging.status, 200);
  assert.equal((await github.pullRequests.get(ref, 1)).merged, true);
  await place.git('fetch', '--quiet', 'origin');
  assert.equal(await place.git('rev-parse', 'origin/main'), (await github.branches.heads(ref, 'main'))[0]?.sha);
  await server.settled();
  assert.deepEqual([...new Set(posted.map(({ event }) => event))], ['ping', 'push', 'pull_request', 'status']);
  assert.deepEqual(
    posted.flatMap(({ event = '', body }) => judge.delivery(event, JSON.parse(body))),
    [],
  );
  assert.deepEqual(violations, []);
});

test('the state survives a restart', async (context) => {
  const place = await makePlace(context);
  const before = await start(place);
  found(before.server);
  const repository = before.server.host.state.repositories[0]?.id ?? 0;
  await commit(place, 'main', 'first');
  await before.server.ingest(repository, 'ana');
  await before.server.settled();
  const after = await start(place);
  assert.deepEqual(after.server.host.state, before.server.host.state);
  const attempts = after.server.host.state.deliveries.flatMap((delivery) => delivery.attempts);
  assert.deepEqual(
    attempts.map(({ result }) => result),
    [{ statusCode: 202 }, { statusCode: 202 }],
  );
});

test('a merge that conflicts is refused and moves nothing', async (context) => {
  const place = await makePlace(context);
  const { server, violations } = await start(place);
  found(server);
  const repository = server.host.state.repositories[0]?.id ?? 0;
  await commit(place, 'main', 'first');
  await place.git('checkout', '--quiet', '-b', 'cart');
  await writeFile(join(place.directory, 'clone', 'main.txt'), 'theirs');
  await commit(place, 'cart', 'theirs');
  await place.git('checkout', '--quiet', 'main');
  const main = await commit(place, 'main', 'ours');
  await server.ingest(repository, 'ana');
  await asAna(server, 'POST', '/pulls', { title: 'Cart', head: 'cart', base: 'main' });
  assert.equal((await asAna(server, 'PUT', '/pulls/1/merge', {})).status, 405);
  await place.git('fetch', '--quiet', 'origin');
  assert.equal(await place.git('rev-parse', 'origin/main'), main);
  assert.deepEqual(violations, []);
});
