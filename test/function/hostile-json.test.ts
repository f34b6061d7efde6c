import { strict as assert } from 'node:assert';
import { describe, test } from 'node:test';
import { pullRequestOpened } from '#apps/function/delivery.testing.ts';
import { send, startEdge } from './edge.testing.ts';

const [start, rest] = ['{', pullRequestOpened.slice(1)];
const hint = { kind: 'pullRequest', repository: { id: 7, fullName: 'acme/shop' }, number: 12 };
const nested = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);

/** Signed, so they come from whoever has the secret; the outcome is a hint that is exact, or a refusal. */
const signed: Record<string, { body: string; status: number; event?: string; hints?: readonly object[] }> = {
  '100,000 lists deep': { body: `${start}"a":${nested(100_000, '[', ']')},${rest}`, status: 202, hints: [hint] },
  '100,000 objects deep': {
    body: `${start}"a":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)},${rest}`,
    status: 202,
    hints: [hint],
  },
  '100,000 deep and never closed': { body: '{"a":'.repeat(100_000), status: 400 },
  'a "__proto__" with our fields': {
    body: `{"__proto__":${pullRequestOpened},"repository":{"id":7}}`,
    status: 400,
  },
  'a "__proto__" beside our fields': { body: `${start}"__proto__":{"polluted":1},${rest}`, status: 202, hints: [hint] },
  'a "constructor"': { body: `${start}"constructor":{"prototype":{"polluted":1}},${rest}`, status: 202, hints: [hint] },
  'a doubled key, of which the last counts': {
    body: pullRequestOpened.replace('"number":12', '"number":99,"number":12'),
    status: 202,
    hints: [hint],
  },
  'a repository number beyond exact numbers': {
    body: pullRequestOpened.replace('"id":7', '"id":9007199254740993'),
    status: 400,
  },
  'the largest exact repository number': {
    body: pullRequestOpened.replace('"id":7', '"id":9007199254740991'),
    status: 202,
    hints: [{ ...hint, repository: { ...hint.repository, id: 9_007_199_254_740_991 } }],
  },
  'a pull request number beyond exact numbers': {
    body: pullRequestOpened.replace('"number":12', '"number":9007199254740992'),
    status: 400,
  },
  'a number without end': { body: pullRequestOpened.replace('"id":7', '"id":1e999'), status: 400 },
  'a number that is almost whole': { body: pullRequestOpened.replace('"id":7', '"id":7.5'), status: 400 },
  'a pull request that is null': { body: `${start}"pull_request":null,${rest}`, status: 202, hints: [hint] },
  'a number that is null': { body: pullRequestOpened.replace('"number":12', '"number":null'), status: 400 },
  'a repository that is null': { body: '{"action":"opened","number":12,"repository":null}', status: 400 },
  'an event named like a method of every object': { body: pullRequestOpened, status: 200, event: 'constructor' },
  'a list': { body: '[]', status: 400 },
  'a text': { body: '"text"', status: 400 },
  null: { body: 'null', status: 400 },
  'nothing at all': { body: '', status: 400 },
  'half of a text': { body: '{"action":', status: 400 },
};

describe('fault 6: hostile JSON with a good signature', () => {
  for (const [sentence, { body, status, event, hints = [] }] of Object.entries(signed)) {
    test(`${status}: ${sentence}`, async (context) => {
      const edge = await startEdge(context);
      const answer = await send(edge, body, event === undefined ? {} : { 'x-github-event': event });
      assert.equal(answer.status, status, answer.body);
      assert.deepEqual(edge.woken, hints);
      assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false);
      assert.equal((await send(edge)).status, 202, 'the process lives');
    });
  }

  test('bytes that are not UTF-8 are refused, not replaced', async (context) => {
    const edge = await startEdge(context);
    const body = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from(`",${rest}`)]);
    assert.equal((await send(edge, body)).status, 400);
  });
});
