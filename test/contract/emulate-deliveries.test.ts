import { strict as assert } from 'node:assert';
import { test, type TestContext } from 'node:test';
import { until } from '#adapters/local/real-time.testing.ts';
import { serveOnNode } from '#adapters/node/http-server.ts';
import { systemTimers } from '#adapters/node/time.ts';
import { hintsOf } from '#apps/function/hints.ts';
import { readHeaders } from '#apps/function/headers.ts';
import { isSignedBy } from '#apps/function/signature.ts';
import type { GitHubWorld } from '#ports/github/github.contract.ts';
import { startEmulate } from './emulate-world.testing.ts';
import { assertListed, type Difference } from './listed-differences.testing.ts';
import { startOurs } from './our-emulation.testing.ts';

const SECRET = 'hush';
const events = ['pull_request', 'push', 'check_run', 'check_suite', 'status', 'issue_comment'];

interface Received {
  readonly headers: Headers;
  readonly body: Uint8Array;
}

async function startReceiver(context: TestContext) {
  const received: Received[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    received.push({ headers: request.headers, body: new Uint8Array(await request.arrayBuffer()) });
    return new Response('ok');
  };
  const server = await serveOnNode({ fetch, hostname: '127.0.0.1', port: 0, timers: systemTimers, graceMs: 1_000 });
  context.after(() => server.close());
  return { url: server.url, received };
}

async function live(world: GitHubWorld): Promise<void> {
  const sha = await world.push('cart', { 'app.yaml': 'a: 1\n' });
  const number = await world.openPullRequest('cart');
  await world.check(sha, 'test', 'success');
  await world.comment(number, 'Nice!');
  await world.push('main', { 'app.yaml': 'a: 2\n' });
  await world.closePullRequest(number);
}

/** What each delivery hints at for us, in order; commits and repositories have other names in each world. */
const hints = (deliveries: readonly { readonly event: string; readonly payload: object }[]): string[] =>
  deliveries.map(({ event, payload }) => {
    const action = 'action' in payload ? `.${String(payload.action)}` : '';
    const found = hintsOf(event, payload);
    if (found.kind !== 'hints') return `${event}${action}: ${found.kind}`;
    const what = found.hints.map((hint) => {
      if (hint.kind === 'pullRequest') return `pull request ${hint.number}`;
      return hint.kind === 'branch' ? `branch ${hint.branch}` : 'a commit';
    });
    return `${event}${action}: ${what.join(', ')}`;
  });

/** `emulate` 0.12.2 beside ours. */
const listed: readonly Difference[] = [
  {
    line: /^lacks check_(run|suite)\.completed: /,
    why: 'GitHub tells when a run has ended, and when all runs of a suite have; there a run that ends at once is created',
  },
  {
    line: /^(lacks check_run\.created: a commit, pull request 1,|adds check_run\.created: a commit,) branch cart$/,
    why: 'GitHub lists the open pull requests of the commit',
  },
  {
    line: /^(lacks push: branch \w+|adds push: malformed)$/,
    why: 'GitHub demands `deleted` of a push; without it we take the payload for malformed',
  },
  {
    line: /^(lacks pull_request\.(opened|closed): pull request 1|adds pull_request\.(opened|closed): malformed)$/,
    why: 'GitHub demands `number` beside the pull request; without it we take the payload for malformed',
  },
];

test('what `emulate` delivers is signed as we verify it, and hints at the same, but for what is listed', async (context) => {
  const { url, received } = await startReceiver(context);
  const emulate = await startEmulate({ url: `${url}/`, secret: SECRET });
  context.after(() => emulate.close());
  await live(emulate.world);
  await until('the last act is delivered', async () =>
    received.some(({ body }) => /"action":"closed"/.test(text(body))),
  );
  const read = received.map(({ headers, body }) => {
    const { event, digest } = readHeaders({ header: (name) => headers.get(name) ?? undefined });
    assert.ok(isSignedBy([SECRET], body, digest), `${event} is not signed`);
    return { event, payload: JSON.parse(text(body)) as object };
  });

  const ours = startOurs({ events, webhook: { url: 'https://hook.example.com/', secret: SECRET } });
  const before = ours.deliveries.length;
  await live(ours.world);
  const [theirHints, ourHints] = [hints(read), hints(ours.deliveries.slice(before))];
  assertListed(
    [
      ...ourHints.filter((line) => !theirHints.includes(line)).map((line) => `lacks ${line}`),
      ...theirHints.filter((line) => !ourHints.includes(line)).map((line) => `adds ${line}`),
    ],
    listed,
  );
});

const text = (body: Uint8Array): string => new TextDecoder().decode(body);
