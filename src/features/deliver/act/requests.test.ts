import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { requestName, type ActOutcome, type ActRequest, type RequestedAct } from '#model/act-request.ts';
import { previewName } from '#model/ids.ts';
import { repository, sha, shop } from '#model/samples.testing.ts';
import type { Deployments } from '#ports/github/reports.ts';
import { deletedAt, deployment, noRecords, preview } from '#features/deliver/worlds.testing.ts';
import { lacksRecordOf, recordOf, type Remembered } from './requests.ts';

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

const answers: Record<string, { given: Remembered; chain?: typeof before; isOnGitHub?: boolean; lacks: boolean }> = {
  'where nobody asked for anything nothing is lacking': {
    given: { environment: undefined, requests: [] },
    lacks: false,
  },
  'an answer with the record lacks nothing': {
    given: { environment: undefined, requests: [request('delete', done)] },
    chain: after,
    lacks: false,
  },
  'an answer from before the deletion lacks its record': {
    given: { environment: undefined, requests: [request('delete', done)] },
    isOnGitHub: true,
    lacks: true,
  },
  'a record that a person deleted on GitHub takes its fact with it': {
    given: { environment: undefined, requests: [request('delete', done)] },
    isOnGitHub: false,
    lacks: false,
  },
  'a deletion that was not noted down yet may be recorded': {
    given: { environment: undefined, requests: [request('delete')] },
    lacks: true,
  },
  'a deletion that waits while its environment stands holds nothing up': {
    given: { environment: preview(), requests: [request('delete')] },
    lacks: false,
  },
  'a redeploy that waits holds nothing up': {
    given: { environment: undefined, requests: [request('redeploy')] },
    lacks: false,
  },
  'what was refused left no record': {
    given: { environment: undefined, requests: [request('delete', refused)] },
    lacks: false,
  },
};

for (const [sentence, { given, chain = before, isOnGitHub = false, lacks }] of Object.entries(answers)) {
  test(sentence, async () => {
    const deployments = { get: async () => (isOnGitHub ? deployment(60, 2, 'b') : undefined) } as unknown as Deployments;
    assert.equal(await lacksRecordOf(deployments, repository, chain, given), lacks);
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
