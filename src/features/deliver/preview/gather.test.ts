import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { DeliverPorts } from '#features/deliver/ports.ts';
import { pullRequest } from '#features/deliver/worlds.testing.ts';
import type { PullRequest } from '#model/pull-request.ts';
import { application, sha, stored } from '#model/samples.testing.ts';
import { gatherPreview, type ExpectedHead } from './gather.ts';

const head = pullRequest.head;
const right: ExpectedHead = { head, base: pullRequest.base };
const unknown = sha('f');

/** GitHub as far as a preview asks it; a pull request is answered last. */
function scripted(answer: Partial<PullRequest>) {
  const asked: string[] = [];
  const note = <Answer>(what: string, found: Answer) => (asked.push(what), Promise.resolve(found));
  const github = {
    pullRequests: {
      get: async () => {
        await new Promise(setImmediate);
        return note('pull request', { ...pullRequest, ...answer });
      },
    },
    files: { read: (_repository: unknown, ref: string) => note(`file at ${ref}`, undefined) },
    checks: {
      ofCommit: async (_repository: unknown, commit: string) => {
        if (commit === unknown) throw new Error('no such commit');
        return note(`checks of ${commit}`, []);
      },
      requiredOn: (_repository: unknown, branch: string) => note(`required on ${branch}`, []),
    },
    deployments: { list: () => note('records', []) },
  };
  const objects = { get: async () => undefined, list: async () => ({ items: [] }) };
  const ports = { github, objects } as unknown as DeliverPorts;
  const gather = (expected?: ExpectedHead) =>
    gatherPreview(ports, { application: stored(application), pullRequest: 12, expected });
  return { asked, gather };
}

const readsOf = (commit: string, base: string) =>
  [`checks of ${commit}`, `file at ${commit}`, `file at ${base}`, `required on ${base}`].toSorted();
const [before, behind] = [
  (asked: readonly string[]) => asked.slice(0, asked.indexOf('pull request')).filter((one) => one !== 'records'),
  (asked: readonly string[]) => asked.slice(asked.indexOf('pull request') + 1),
];

const cases: Record<
  string,
  { answer?: Partial<PullRequest>; expected?: ExpectedHead; beside: readonly string[]; after: readonly string[] }
> = {
  'what nobody expects is read when the pull request says what it is': { beside: [], after: readsOf(head, 'main') },
  'the expected head is read beside the pull request': {
    expected: right,
    beside: readsOf(head, 'main'),
    after: [],
  },
  'a head that GitHub does not confirm is left alone, and the real one is read': {
    expected: { ...right, head: sha('e') },
    beside: readsOf(sha('e'), 'main'),
    after: readsOf(head, 'main'),
  },
  "a base that GitHub does not confirm is left alone: what is the team's is of another branch": {
    expected: { ...right, base: 'mine' },
    beside: readsOf(head, 'mine'),
    after: readsOf(head, 'main'),
  },
  'of a closed pull request no head is read': { answer: { state: 'closed' }, beside: [], after: [] },
};
for (const [sentence, { answer = {}, expected, beside, after }] of Object.entries(cases)) {
  test(sentence, async () => {
    const { asked, gather } = scripted(answer);
    const world = await gather(expected);
    assert.deepEqual([before(asked).toSorted(), behind(asked).toSorted()], [beside, after]);
    assert.equal(world.head?.commit.sha, answer.state === 'closed' ? undefined : head);
    assert.equal(world.head?.base.branch, answer.state === 'closed' ? undefined : 'main');
  });
}

test('an expected head that cannot be read does no harm where GitHub says otherwise', async () => {
  const { gather } = scripted({});
  assert.equal((await gather({ ...right, head: unknown })).head?.commit.sha, head);
});

test('an expected head that cannot be read is an error where GitHub says that it is the head', async () => {
  const { gather } = scripted({ head: unknown });
  await assert.rejects(gather({ ...right, head: unknown }), /no such commit/);
});
