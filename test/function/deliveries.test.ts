import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { systemClock, systemTimers } from '#adapters/node/time.ts';
import { createFunction, WEBHOOK_PATH } from '#apps/function/function.ts';
import { keyOf } from '#apps/function/hint.ts';
import { serveOnNode } from '#adapters/node/http-server.ts';
import { createGitHubServer } from '#emulation/github/server.ts';
import { createWebhookPost } from '#emulation/github/webhook-post.ts';
import { silentLog } from '#ports/log.ts';
import { emulatedWorld } from '#test/contract/emulated-world.testing.ts';
import { fileGit } from '#test/contract/file-git.testing.ts';

const SECRET = 'a webhook secret';
const events = ['pull_request', 'push', 'check_run', 'check_suite', 'status', 'deployment', 'issue_comment'];

test('what GitHub tells about the life of a pull request wakes what it concerns', async () => {
  const woken: string[] = [];
  const wake = async (hint: Parameters<typeof keyOf>[0]) => void woken.push(keyOf(hint));
  const app = createFunction({ secrets: [SECRET], wake, timers: systemTimers, clock: systemClock, log: silentLog });
  await using shell = closing(
    await serveOnNode({ handle: app.handle, hostname: '127.0.0.1', port: 0, timers: systemTimers }),
  );
  const github = await createGitHubServer({
    origin: { api: 'https://api.github.com', html: 'https://github.com' },
    clock: systemClock,
    git: fileGit(() => undefined),
    post: createWebhookPost(globalThis.fetch),
    store: { load: async () => undefined, save: () => undefined, flush: async () => undefined },
    log: silentLog,
    secret: () => 'unused',
  });
  const webhook = { url: shell.url + WEBHOOK_PATH, secret: SECRET };
  const { world } = emulatedWorld(github.host, () => systemClock.now(), { events, webhook });
  const { id } = world.repository;

  /** The things that were woken by this act. */
  const wakenBy = async (act: () => Promise<unknown>): Promise<readonly string[]> => {
    await github.settled();
    woken.length = 0;
    await act();
    await github.settled();
    return [...new Set(woken)].toSorted();
  };

  const sha = await world.push('cart');
  const number = await world.openPullRequest('cart');
  const commit = `${id} commit ${sha}`;
  const branch = `${id} branch cart`;
  const pullRequest = `${id} pull request ${number}`;
  const expected = {
    check: [branch, `${commit} but ${number}`, pullRequest],
    status: [branch, commit],
    comment: [],
    push: [branch, pullRequest],
    close: [pullRequest],
  };
  const seen = {
    check: await wakenBy(() => world.check(sha, 'test', 'success')),
    status: await wakenBy(() => world.status(sha, 'ci/build', 'success')),
    comment: await wakenBy(() => world.comment(number, 'Nice!')),
    push: await wakenBy(() => world.push('cart')),
    close: await wakenBy(() => world.closePullRequest(number)),
  };
  assert.deepEqual(seen, expected);

  const results = github.host.state.deliveries.flatMap(({ event, attempts }) =>
    attempts.map(({ result }) => ({ event, code: 'statusCode' in result ? result.statusCode : result.error })),
  );
  assert.ok(results.length > 8, `${results.length} deliveries`);
  assert.deepEqual(
    results.filter(({ code }) => code !== 200 && code !== 202),
    [],
  );
});

const closing = <Server extends { close(): Promise<void> }>(server: Server) => ({
  ...server,
  [Symbol.asyncDispose]: () => server.close(),
});
