import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Kind } from '#model/kinds.ts';
import type { UseBench } from './objects.contract.ts';
import type { Objects } from './objects.ts';
import { lease, withCode } from './samples.contract.ts';

const mine = { fieldManager: 'contract' };

/** What a server refuses as `Invalid`. */
export function refusalContract(use: UseBench): void {
  const place = () => ({ name: use().fresh(), namespace: use().namespace });

  const refused: Record<string, (key: { name: string; namespace: string }) => Promise<unknown>> = {
    'a name with capitals': (key) => use().objects.apply('Lease', lease({ ...key, name: 'Shop' }), mine),
    'a name that ends with a dash': (key) => use().objects.apply('Lease', lease({ ...key, name: 'shop-' }), mine),
    'a label value of 64 characters': (key) =>
      use().objects.apply('Lease', lease(key, 'us', { labels: { a: 'x'.repeat(64) } }), mine),
    'a label key with a space': (key) =>
      use().objects.apply('Lease', lease(key, 'us', { labels: { 'a b': '' } }), mine),
    'a finalizer with a space': (key) =>
      use().objects.apply('Lease', lease(key, 'us', { finalizers: ['contract.test/a b'] }), mine),
  };
  for (const [what, attempt] of Object.entries(refused)) {
    test(`${what} is Invalid`, () => assert.rejects(attempt(place()), withCode('Invalid')));
  }

  test('a kind that we do not use is Invalid, named in the message', async () => {
    const { objects } = use();
    const kind = 'ReplicationController' as Kind;
    const object = { apiVersion: 'v1', kind, metadata: place(), spec: { replicas: 0 } };
    const attempts = [
      () => objects.apply(kind, object as unknown as Parameters<Objects['apply']>[1], mine),
      () => objects.get(kind, place()),
      () => objects.list(kind),
    ];
    for (const attempt of attempts) {
      await assert.rejects(
        attempt().catch((error: unknown) => {
          assert.match(String(error), /ReplicationController/);
          throw error;
        }),
        withCode('Invalid'),
      );
    }
  });
}
