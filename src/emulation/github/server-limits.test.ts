import { strict as assert } from 'node:assert';
import { beforeEach, test } from 'node:test';
import { silentLog } from '#ports/log.ts';
import { commit, sha } from './github.testing.ts';
import type { Git } from './ports.ts';
import { createGitHubServer, type GitHubServer } from './server.ts';

const noGit = async () => {
  throw new Error('there is no git here');
};
const git: Git = {
  read: async () => 'text',
  heads: noGit,
  commitsSince: noGit,
  merge: noGit,
  moveBranch: noGit,
  checkOut: noGit,
};

let now = 0;
let ageMs = 0;
let server: GitHubServer;
beforeEach(async () => {
  now = Date.UTC(2026, 0, 5, 9);
  ageMs = 0;
  server = await createGitHubServer({
    origin: { api: 'https://api.github.com', html: 'https://github.com' },
    clock: { now: () => now },
    git,
    post: async () => 202,
    store: { load: async () => undefined, save: () => undefined, flush: async () => undefined },
    log: silentLog,
    secret: () => 'secret',
    limits: { perHour: 6, pointsPerMinute: 900, contentPerMinute: 2, contentPerHour: 500 },
    ageOfAnswerMs: () => ageMs,
  });
  const { host } = server;
  host.command({ kind: 'createUser', login: 'ana', token: 'ghp_ana' });
  host.command({ kind: 'createRepository', owner: 'ana', name: 'shop' });
  const repository = host.state.repositories[0]?.id ?? 0;
  host.command({ kind: 'push', repository, ref: 'main', sha: sha('a'), commits: [commit('a')], actor: 'ana' });
});

function ask(
  method: string,
  path: string,
  { body, headers }: { body?: object; headers?: Record<string, string> } = {},
) {
  const sent = new Headers({ authorization: 'token ghp_ana', ...headers });
  const init = { method, headers: sent, ...(body && { body: JSON.stringify(body) }) };
  return server.fetch(new Request(`https://api.github.com/repos/ana/shop${path}`, init));
}
const left = (response: Response) => response.headers.get('x-ratelimit-remaining');
const status = (state: string) =>
  ask('POST', `/statuses/${sha('a')}`, { body: { state, context: 'ci', description: state } });
const stateNow = async (): Promise<string | undefined> => {
  const text = await (await ask('GET', `/commits/${sha('a')}/status`)).text();
  return /"statuses":\[\{[^}]*"state":"(\w+)"/.exec(text)?.[1];
};

test('an unchanged answer that the asker has is a 304 without a body, and costs nothing', async () => {
  const first = await ask('GET', '/branches/main');
  const etag = first.headers.get('etag') ?? '';
  const headers = { 'if-none-match': etag };
  const again = await ask('GET', '/branches/main', { headers });
  assert.deepEqual([again.status, await again.text(), left(first), left(again)], [304, '', '5', '5']);
  server.host.command({
    kind: 'push',
    repository: server.host.state.repositories[0]?.id ?? 0,
    ref: 'main',
    sha: sha('b'),
    commits: [commit('b', 'a')],
    actor: 'ana',
  });
  const changed = await ask('GET', '/branches/main', { headers });
  assert.deepEqual([changed.status, left(changed)], [200, '4']);
});

test('the hour is used up: 403, nothing left, and a reset after which it goes on', async () => {
  for (let count = 0; count < 6; count += 1) assert.equal((await ask('GET', '')).status, 200);
  const refused = await ask('GET', '');
  assert.deepEqual([refused.status, left(refused)], [403, '0']);
  now = Number(refused.headers.get('x-ratelimit-reset')) * 1000;
  assert.equal((await ask('GET', '')).status, 200);
});

test('content too fast: 403, retry-after, and nothing is written', async () => {
  await status('pending');
  await status('success');
  const refused = await status('failure');
  assert.deepEqual([refused.status, refused.headers.get('retry-after'), left(refused)], [403, '60', '4']);
  assert.equal(await stateNow(), 'success');
  now += 60_000;
  assert.equal((await status('failure')).status, 201);
});

test('a read may be answered as things stood a while ago, at most a minute; a write is not', async () => {
  await status('pending');
  now += 30_000;
  await status('success');
  now += 1_000;
  assert.equal(await stateNow(), 'success');
  ageMs = 20_000;
  assert.equal(await stateNow(), 'pending');
  now += 70_000;
  ageMs = 600_000;
  assert.equal(await stateNow(), 'success');
});
