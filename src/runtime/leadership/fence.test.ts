import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { BudgetedRequest, GitHubBudget } from '#ports/github/budget.ts';
import { NotLeading } from '#ports/leadership.ts';
import type { Objects } from '#ports/objects/objects.ts';
import { alwaysLeading } from './election.ts';
import { fencedBudget, fencedObjects } from './fence.ts';

const key = { name: 'a', namespace: 'n' };
const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: key, spec: {} } as const;
const condition = { ifVersion: '1' };

const reads: Record<string, (objects: Objects) => unknown> = {
  get: (objects) => objects.get('Lease', key),
  list: (objects) => objects.list('Lease'),
  watch: (objects) => objects.watch('Lease', { resourceVersion: '1', signal: AbortSignal.abort() }),
};

const writes: Record<string, (objects: Objects) => Promise<unknown>> = {
  apply: (objects) => objects.apply('Lease', lease, { fieldManager: 'x' }),
  putStatus: (objects) => objects.putStatus('Environment', key, {}, condition),
  removeFinalizer: (objects) => objects.removeFinalizer('Lease', key, 'x', condition),
  delete: (objects) => objects.delete('Lease', key, { ifUid: 'x' }),
};

/** Objects that note which of their verbs were called. */
function noted() {
  const called: string[] = [];
  const note = (verb: string) => async () => void called.push(verb);
  const objects = Object.fromEntries([...Object.keys(reads), ...Object.keys(writes)].map((verb) => [verb, note(verb)]));
  return { called, objects: objects as unknown as Objects };
}

for (const [verb, read] of Object.entries(reads)) {
  test(`anybody may ${verb}`, async () => {
    const { called, objects } = noted();
    await read(fencedObjects(objects, { holds: () => false }));
    assert.deepEqual(called, [verb]);
  });
}

for (const [verb, write] of Object.entries(writes)) {
  test(`only a leader may ${verb}, and is asked each time`, async () => {
    const { called, objects } = noted();
    let leads = true;
    const fenced = fencedObjects(objects, { holds: () => leads });
    await write(fenced);
    leads = false;
    await assert.rejects(write(fenced), NotLeading);
    assert.deepEqual(called, [verb]);
  });
}

test('every verb of the objects is behind the fence', () => {
  const { objects } = noted();
  const verbs = Object.keys(fencedObjects(objects, alwaysLeading()));
  assert.deepEqual(verbs.toSorted(), [...Object.keys(reads), ...Object.keys(writes)].toSorted());
});

const request = (cost: BudgetedRequest['cost']): BudgetedRequest => ({
  priority: 'report',
  cost,
  endpoint: '/repos/{owner}/{repo}/statuses/{sha}',
  since: 0,
});

for (const cost of ['change', 'content'] as const) {
  test(`a ${cost} on GitHub whose turn comes when the lead was lost is not sent, and leaves its turn to others`, async () => {
    const { promise: turn, resolve: go } = Promise.withResolvers<{ end: () => void }>();
    let [leads, ended] = [true, 0];
    const budget = { turn: () => turn, close: () => undefined } as GitHubBudget;
    const asked = fencedBudget(budget, { holds: () => leads }).turn(request(cost));
    leads = false;
    go({ end: () => void (ended += 1) });
    await assert.rejects(asked, NotLeading);
    assert.equal(ended, 1);
  });
}

test('reading GitHub, and a leader, wait for their turn and get it', async () => {
  const turn = { end: () => assert.fail('it gave its turn away') };
  const budget = { turn: async () => turn, close: () => undefined } as GitHubBudget;
  assert.equal(await fencedBudget(budget, { holds: () => false }).turn(request('read')), turn);
  assert.equal(await fencedBudget(budget, { holds: () => true }).turn(request('content')), turn);
});
