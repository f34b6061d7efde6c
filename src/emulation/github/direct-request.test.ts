import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { directRequest, RequestError } from './direct-request.ts';
import { commit, Play, sha } from './github.testing.ts';
import type { GitHubState } from './state.ts';

function setUp() {
  const play = new Play({ contents: 'read', pull_requests: 'write', statuses: 'write' });
  play.push('main', commit('a'));
  for (const ref of ['one', 'two', 'three']) {
    play.push(ref, commit('b', 'a'));
    play.open(ref);
  }
  const history: GitHubState[] = [play.state];
  let reads = 0;
  const request = directRequest({
    read: () => history.at(-1) ?? play.state,
    write: ({ state }) => void history.push(state),
    trees: {
      read: async (_, at, path) => {
        reads += 1;
        return path === 'file.txt' ? `é at ${at[0]}` : undefined;
      },
    },
    identity: { kind: 'installation', installationId: play.state.installations[0]?.id ?? 0 },
    now: () => play.now,
  });
  return { play, history, request, reads: () => reads };
}
const where = { owner: 'acme', repo: 'shop' };
const list = 'GET /repos/{owner}/{repo}/pulls';

test('parameters go into the path, the query and the body as octokit puts them', async () => {
  const { request, history } = setUp();
  const { data } = await request(list, { ...where, state: 'open', direction: 'asc', per_page: 1, page: undefined });
  assert.match(JSON.stringify(data), /"title":"one"/);
  const body = { sha: sha('a'), state: 'pending', context: 'ci' };
  assert.equal((await request('POST /repos/{owner}/{repo}/statuses/{sha}', { ...where, ...body })).status, 201);
  assert.equal(history.at(-1)?.repositories[0]?.statuses[0]?.context, 'ci');
});

test('the Link header leads through all pages, newest first', async () => {
  const { request } = setUp();
  const titles: string[] = [];
  const links: (string | undefined)[] = [];
  for (const page of [1, 2, 3]) {
    const { data, headers } = await request(list, { ...where, per_page: 1, page });
    titles.push(/"title":"(\w+)"/.exec(JSON.stringify(data))?.[1] ?? 'none');
    links.push(/[?&]page=(\d)[^,]*; rel="next"/.exec(headers['link'] ?? '')?.[1]);
  }
  assert.deepEqual(titles, ['three', 'two', 'one']);
  assert.deepEqual(links, ['2', '3', undefined]);
});

test('a refusal is thrown in the shape of octokit', async () => {
  const { request } = setUp();
  const get = request('GET /repos/{owner}/{repo}/pulls/{pull_number}', { ...where, pull_number: 99 });
  await assert.rejects(get, (thrown) => {
    assert.ok(thrown instanceof RequestError);
    assert.equal(thrown.status, 404);
    assert.match(JSON.stringify(thrown.response.data), /Not Found/);
    return true;
  });
});

test('a route that is not played is an error that names it', async () => {
  const { request } = setUp();
  await assert.rejects(request('GET /repos/{owner}/{repo}/pull'), /has no route GET .*pull$/);
});

test('a file comes from the trees, in base64 of its UTF-8', async () => {
  const { request, reads } = setUp();
  const route = 'GET /repos/{owner}/{repo}/contents/{path}';
  const { data } = await request(route, { ...where, path: 'file.txt', ref: 'main' });
  const content = /"content":"([^"]+)"/.exec(JSON.stringify(data))?.[1]?.replaceAll(String.raw`\n`, '') ?? '';
  assert.equal(Buffer.from(content, 'base64').toString('utf8'), 'é at a');
  await assert.rejects(request(route, { ...where, path: 'none', ref: 'main' }), { status: 404 });
  assert.equal(reads(), 2);
});

test('it settles in microtasks', async () => {
  const { request } = setUp();
  const seen: string[] = [];
  void request(list, where).then(() => seen.push('settled'));
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  assert.deepEqual(seen, ['settled'], 'still pending after 20 turns of the microtask queue');
});

test('what an answer gives out is no part of the state', async () => {
  const { request, history } = setUp();
  const before = JSON.stringify(history.at(-1));
  const { data } = await request('GET /app/installations').catch(() => ({ data: undefined }));
  assert.equal(data, undefined);
  const pulls = await request(list, where);
  if (Array.isArray(pulls.data)) pulls.data.length = 0;
  assert.equal(JSON.stringify(history.at(-1)), before);
});
