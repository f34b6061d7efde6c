import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { parseObject } from '#model/crd/parse.ts';
import { momentsOf } from './moments.testing.ts';

for (const seed of [11, 12, 13]) {
  test(`history ${seed}: whatever is written of our kinds is read again as it was`, async () => {
    const moments = await momentsOf(seed);
    assert.ok(moments.length > 50, `${moments.length} writes`);
    for (const { kind, object } of moments) assert.deepEqual(parseObject(kind, object), { ok: true, object });
  });
}
