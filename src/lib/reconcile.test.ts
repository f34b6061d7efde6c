import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { reconcile } from './reconcile.ts';

test('the world is gathered, the plan is made of it, both are applied', async () => {
  const steps = {
    gather: async () => 20,
    plan: (world: number) => world + 1,
    apply: async (world: number, plan: number) => `${world} ${plan}`,
  };
  assert.equal(await reconcile(steps, 'nothing'), '20 21');
});

test('where there is no world nothing is planned or applied', async () => {
  const steps = {
    gather: async () => undefined,
    plan: () => assert.fail('planned'),
    apply: () => assert.fail('applied'),
  };
  assert.equal(await reconcile(steps, 'nothing'), 'nothing');
});
