import { strict as assert } from 'node:assert';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { toGitHubError } from './errors.ts';
import type { Fetch } from './fetch.ts';
import { repository } from './github.testing.ts';
import { createOctokitRequest } from './octokit-request.ts';

/** PKCS#1, as GitHub hands out the keys of Apps. */
const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs1', format: 'pem' })
  .toString();
const baseUrl = 'https://github.test';
const GET = 'GET /repos/{owner}/{repo}';
const where = { owner: 'acme', repo: 'shop' };

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly body: unknown;
}

type Answers = Readonly<Record<string, () => Response>>;

/** A `fetch` that answers by method and path, and remembers what was sent. */
function fakeFetch(answers: Answers): { fetch: Fetch; sent: Sent[] } {
  const sent: Sent[] = [];
  const fetch: Fetch = async (input, init) => {
    assert.equal(init?.redirect, 'manual', 'redirects are followed by us');
    assert.ok(init.signal, 'every exchange has a deadline');
    const request = new Request(input, init);
    const { pathname, search } = new URL(request.url);
    const body = await request.text();
    const authorization = request.headers.get('authorization') ?? '';
    sent.push({ method: request.method, path: pathname + search, authorization, body });
    const answer = answers[`${request.method} ${pathname}`];
    return answer ? answer() : Response.json({ message: 'Not Found' }, { status: 404 });
  };
  return { fetch, sent };
}

const token = (value: string) => () =>
  Response.json({ token: value, expires_at: '2999-01-01T00:00:00Z', permissions: {} }, { status: 201 });
const ok = () => Response.json({ id: 7 });
const moved = (location: string, status: number) => () => new Response(null, { status, headers: { location } });

const asApp = (fetch: Fetch, timeoutMs = 10_000) =>
  createOctokitRequest({ baseUrl, appId: 99, privateKey, installationId: 5, fetch, timeoutMs });

test('the App signs in with its key once, and asks with the token of its installation', async () => {
  const { fetch, sent } = fakeFetch({
    'POST /app/installations/5/access_tokens': token('ghs_one'),
    'GET /repos/acme/shop': ok,
  });
  const request = asApp(fetch);
  assert.deepEqual((await request(GET, where)).data, { id: 7 });
  await request(GET, where);
  assert.deepEqual(
    sent.map(({ path }) => path),
    ['/app/installations/5/access_tokens', '/repos/acme/shop', '/repos/acme/shop'],
  );
  assert.match(sent[0]?.authorization ?? '', /^bearer ey/i);
  assert.equal(sent[1]?.authorization, 'token ghs_one');
});

test('the installation is found by a repository, and again after the App was installed anew', async () => {
  let installation = 5;
  const { fetch, sent } = fakeFetch({
    'GET /repos/acme/shop/installation': () => Response.json({ id: installation }),
    'POST /app/installations/6/access_tokens': token('ghs_two'),
    'GET /repos/acme/shop': ok,
  });
  const request = createOctokitRequest({ baseUrl, appId: 99, privateKey, repository, fetch, timeoutMs: 10_000 });
  await assert.rejects(request(GET, where), { name: 'GitHubError', code: 'Forbidden' });
  installation = 6;
  assert.equal((await request(GET, where)).status, 200);
  await request(GET, where);
  assert.equal(sent.filter(({ path }) => path.endsWith('/installation')).length, 2);
});

test('a token is sent as it is', async () => {
  const { fetch, sent } = fakeFetch({ 'GET /repos/acme/shop': ok });
  await createOctokitRequest({ baseUrl, token: 'ghp_mine', fetch, timeoutMs: 10_000 })(GET, where);
  assert.equal(sent[0]?.authorization, 'token ghp_mine');
});

const startWithABadKey = () =>
  createOctokitRequest({ baseUrl, appId: 99, privateKey: 'KEY', installationId: 5, timeoutMs: 1 });

test('a key that is none is refused at the start, and not repeated', () => {
  assert.throws(
    startWithABadKey,
    (error: Error) => 'code' in error && error.code === 'Forbidden' && !/KEY/.test(error.message),
  );
});

test('a renamed repository is followed, and a write stays the write that it was', async () => {
  const { fetch, sent } = fakeFetch({
    'POST /repos/acme/shop/statuses/1': moved('/repositories/7/statuses/1', 301),
    'POST /repositories/7/statuses/1': ok,
  });
  const request = createOctokitRequest({ baseUrl, token: 't', fetch, timeoutMs: 10_000 });
  await request('POST /repos/{owner}/{repo}/statuses/{sha}', { ...where, sha: '1', state: 'success' });
  assert.deepEqual(
    sent.map(({ method, path, body }) => [method, path, body]),
    [
      ['POST', '/repos/acme/shop/statuses/1', '{"state":"success"}'],
      ['POST', '/repositories/7/statuses/1', '{"state":"success"}'],
    ],
  );
});

const broken: Record<string, Answers> = {
  'a redirect to another host': { 'GET /repos/acme/shop': moved('https://elsewhere.test/x', 307) },
  'redirects without end': { 'GET /repos/acme/shop': moved('/repos/acme/shop', 307) },
  'a body that breaks off': {
    'GET /repos/acme/shop': () => {
      const body = new ReadableStream({ start: (controller) => controller.error(new Error('reset')) });
      return new Response(body, { headers: { 'content-type': 'application/json' } });
    },
  },
};
for (const [sentence, answers] of Object.entries(broken)) {
  test(`no answer: ${sentence}`, async () => {
    const { fetch, sent } = fakeFetch(answers);
    const request = createOctokitRequest({ baseUrl, token: 'ghp_mine', fetch, timeoutMs: 10_000 });
    const thrown: unknown = await request(GET, where).catch((error: unknown) => error);
    assert.ok(thrown instanceof Error, 'it must not pass for an answer');
    assert.equal(toGitHubError(GET, thrown, 0).code, 'Unavailable');
    assert.ok(sent.length <= 4, 'and not asked for ever');
  });
}

const unanswered: Fetch = (_input, init) =>
  new Promise((_resolve, reject) => {
    init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
  });

test('an answer that does not come is given up at the deadline', async () => {
  const thrown: unknown = await asApp(unanswered, 20)(GET, where).catch((error: unknown) => error);
  assert.equal(toGitHubError(GET, thrown, 0).code, 'Unavailable');
});

test('a refusal is thrown in the shape that our errors are read from, without the token', async () => {
  const { fetch } = fakeFetch({});
  const request = createOctokitRequest({ baseUrl, token: 'ghp_mine', fetch, timeoutMs: 10_000 });
  const thrown: unknown = await request(GET, where).catch((error: unknown) => error);
  const error = toGitHubError(GET, thrown, 0);
  assert.equal(error.code, 'NotFound');
  assert.doesNotMatch(JSON.stringify([error, error.message, error.stack, error.cause]), /ghp_mine/);
});
