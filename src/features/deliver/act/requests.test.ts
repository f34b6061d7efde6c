import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { requestName, type ActOutcome, type ActRequest, type RequestedAct } from '#model/act-request.ts';
import { previewName } from '#model/ids.ts';
import { repository, sha, shop } from '#model/samples.testing.ts';
import type { Deployments } from '#ports/github/reports.ts';
import { deletedAt, deployment, noRecords, preview } from '#features/deliver/worlds.testing.ts';
import { freshnessBy, recordOf, type Remembered } from './requests.ts';

const request = (act: RequestedAct, outcome?: ActOutcome): ActRequest => ({
  apiVersion: 'dungeonmaster.dev/v1alpha1',
  kind: 'ActRequest',
  metadata: { name: requestName('1') },
  spec: {
    act,
    environment: previewName(shop, 12),
    by: { localUser: 'ana' },
    why: '',
    requestedAt: '2025-06-01T12:03:04Z',
  },
  ...(outcome && { status: { outcome } }),
});

const recorded: ActOutcome = { kind: 'recorded', deploymentId: 60, sha: sha('b') };
const about = { reason: 'Deleted', message: '', concludedAt: '2025-06-01T12:03:14Z' } as const;
const done: ActOutcome = { ...recorded, kind: 'done', succeeded: true, ...about };
const refused: ActOutcome = { kind: 'refused', ...about };
const before = noRecords.chain;
const after = deletedAt('b').chain;

const answers: Record<string, { given: Remembered; chain?: typeof before; isOnGitHub?: boolean; freshness: string }> = {
  'where nobody asked for anything nothing is lacking': {
    given: { environment: undefined, requests: [] },
    freshness: 'fresh',
  },
  'an answer with the record lacks nothing': {
    given: { environment: undefined, requests: [request('delete', done)] },
    chain: after,
    freshness: 'fresh',
  },
  'an answer from before the deletion lacks its record': {
    given: { environment: undefined, requests: [request('delete', done)] },
    isOnGitHub: true,
    freshness: 'stale',
  },
  'a record that GitHub does not give either is missing, be it deleted or only not shown yet': {
    given: { environment: undefined, requests: [request('delete', done)] },
    isOnGitHub: false,
    freshness: 'missing',
  },
  'a deletion that was not noted down yet may be recorded': {
    given: { environment: undefined, requests: [request('delete')] },
    freshness: 'stale',
  },
  'a deletion that waits while its environment stands holds nothing up': {
    given: { environment: preview(), requests: [request('delete')] },
    freshness: 'fresh',
  },
  'a redeploy that waits holds nothing up': {
    given: { environment: undefined, requests: [request('redeploy')] },
    freshness: 'fresh',
  },
  'what was refused left no record': {
    given: { environment: undefined, requests: [request('delete', refused)] },
    freshness: 'fresh',
  },
};

for (const [sentence, { given, chain = before, isOnGitHub = false, freshness }] of Object.entries(answers)) {
  test(sentence, async () => {
    const deployments = {
      get: async () => (isOnGitHub ? deployment(60, 2, 'b') : undefined),
    } as unknown as Deployments;
    assert.equal(await freshnessBy(given, deployments, repository, chain), freshness);
  });
}

test('the record of a request is found by its name', () => {
  assert.equal(recordOf(after, request('delete'))?.id, 60);
  assert.equal(recordOf(before, request('delete')), undefined);
});

test('a double carries out nothing', () => {
  const { newest } = after;
  const doubled = { ...after, winners: after.winners.slice(1), doubles: newest ? [newest] : [] };
  assert.equal(recordOf(doubled, request('delete')), undefined);
});
