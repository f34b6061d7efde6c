import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { z } from 'zod';
import { silentLog } from '#ports/log.ts';
import { answer } from './answer.ts';
import { commit, Play } from './github.testing.ts';
import { GitHubHost } from './host.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const app = { kind: 'app', appId: 77 } as const;
const attempts = z.array(z.object({ id: z.number(), guid: z.string(), redelivery: z.boolean(), status: z.string() }));

interface Post {
  readonly guid: string | undefined;
  readonly body: string;
}

/** A push whose delivery the receiver answers as told. */
async function pushed() {
  const play = new Play();
  const posts: Post[] = [];
  const answers = [500];
  const time = { now: play.now };
  const host = new GitHubHost({
    state: play.state,
    clock: { now: () => time.now },
    post: async (_url, headers, body) => {
      posts.push({ guid: headers['x-github-delivery'], body });
      return answers[posts.length - 1] ?? 202;
    },
    store: { load: async () => undefined, save: () => undefined, flush: async () => undefined },
    log: silentLog,
  });
  const made = commit('a');
  host.command({ kind: 'push', repository: play.id, ref: 'main', sha: made.sha, commits: [made], actor: 'ana' });
  await host.settled();
  const ask = async (call: string) => {
    const [method = '', path = ''] = call.split(' ');
    const found = answer(host.state, { method, path, identity: app }, time.now);
    if (found.kind !== 'answer') throw new Error(`${call} wants more`);
    host.keep(found);
    await host.settled();
    return found;
  };
  const tried = async () => attempts.parse((await ask('GET /app/hook/deliveries')).body);
  return { ask, tried, posts, time };
}

test('GitHub tries once, and says of a failed delivery what was answered', async () => {
  const { tried, posts } = await pushed();
  assert.equal(posts.length, 1);
  assert.deepEqual(
    (await tried()).map(({ status, redelivery }) => [status, redelivery]),
    [['Invalid HTTP Response: 500', false]],
  );
});

test('sent again it is the same delivery: its id and its bytes, told as another attempt', async () => {
  const { ask, tried, posts } = await pushed();
  const [first] = await tried();
  assert.equal((await ask(`POST /app/hook/deliveries/${first?.id}/attempts`)).status, 202);
  assert.deepEqual(posts[1], posts[0]);
  const [second] = await tried();
  assert.deepEqual([second?.guid, second?.redelivery, second?.status], [first?.guid, true, 'OK']);
  assert.notEqual(second?.id, first?.id);
});

test('a delivery can be sent again as often as one likes, by any of its attempts', async () => {
  const { ask, tried, posts } = await pushed();
  const [first] = await tried();
  for (let count = 0; count < 2; count += 1) await ask(`POST /app/hook/deliveries/${first?.id}/attempts`);
  const [last] = await tried();
  await ask(`POST /app/hook/deliveries/${last?.id}/attempts`);
  assert.deepEqual(new Set(posts.map(({ guid }) => guid)).size, 1);
  assert.equal((await tried()).length, 4);
});

test('after three days it is gone', async () => {
  const { ask, tried, posts, time } = await pushed();
  const [first] = await tried();
  time.now += 3 * DAY_MS;
  assert.equal((await ask(`POST /app/hook/deliveries/${first?.id}/attempts`)).status, 404);
  assert.deepEqual([await tried(), posts.length], [[], 1]);
});
