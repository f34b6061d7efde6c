import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Environment } from '#model/environment.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { UseBench } from './objects.contract.ts';
import { environment, withCode } from './samples.contract.ts';

const mine = { fieldManager: 'contract' };
const waiting = { reason: 'ChecksPending', message: 'waiting for test' } as const;

/** Status is written by its own verb and by nothing else. */
export function statusContract(use: UseBench): void {
  const make = async () => {
    const key = { name: use().fresh(), namespace: use().namespace };
    const object: Stored<Environment> = await use().objects.apply('Environment', environment(key), mine);
    return { key, object, version: { ifVersion: object.metadata.resourceVersion } };
  };
  const url = { url: 'http://shop-pr-12.localhost' };

  test('status is written by putStatus alone: the spec and the generation stay', async () => {
    const { key, object, version } = await make();
    const after = await use().objects.putStatus('Environment', key, url, version);
    assert.deepEqual(after.status, url);
    assert.deepEqual(after.spec, object.spec);
    assert.equal(after.metadata.generation, object.metadata.generation);
    assert.notEqual(after.metadata.resourceVersion, object.metadata.resourceVersion);
  });

  test('putStatus replaces the whole status', async () => {
    const { key, version } = await make();
    const first = await use().objects.putStatus('Environment', key, { ...url, observedGeneration: 1 }, version);
    const ifVersion = first.metadata.resourceVersion;
    const after = await use().objects.putStatus('Environment', key, { observedGeneration: 2 }, { ifVersion });
    assert.deepEqual(after.status, { observedGeneration: 2 });
  });

  test('an apply neither writes nor removes status', async () => {
    const { key, version } = await make();
    await use().objects.putStatus('Environment', key, url, version);
    const sent = { ...environment(key, { waiting }), status: { url: 'http://other' } };
    const after = await use().objects.apply('Environment', sent, mine);
    assert.deepEqual(after.status, url);
    assert.deepEqual(after.spec.waiting, waiting);
  });

  test('an equal status keeps the resourceVersion', async () => {
    const { key, version } = await make();
    const first = await use().objects.putStatus('Environment', key, url, version);
    const ifVersion = first.metadata.resourceVersion;
    const again = await use().objects.putStatus('Environment', key, { ...url }, { ifVersion });
    assert.equal(again.metadata.resourceVersion, ifVersion);
  });

  test('putStatus on a version that no longer stands is a Conflict', async () => {
    const { key, version } = await make();
    await use().objects.putStatus('Environment', key, url, version);
    await assert.rejects(use().objects.putStatus('Environment', key, {}, version), withCode('Conflict'));
  });

  test('putStatus of what does not exist is NotFound', async () => {
    const { version } = await make();
    const nowhere = { name: use().fresh(), namespace: use().namespace };
    await assert.rejects(use().objects.putStatus('Environment', nowhere, url, version), withCode('NotFound'));
  });
}
