import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { send, startEdge } from './edge.testing.ts';

test('a signed delivery is accepted over HTTP', async (context) => {
  const { status, body } = await send(await startEdge(context));
  assert.deepEqual([status, body], [202, '{"accepted":1}']);
});

test('closing waits for the request that is under way and takes no other', async (context) => {
  const woken = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const hold = () => {
    woken.resolve();
    return held.promise;
  };
  const edge = await startEdge(context, { wake: hold });
  const answer = send(edge);
  await woken.promise;
  const closed = edge.close();
  await assert.rejects(fetch(edge.url, { method: 'POST' }));
  held.resolve();
  assert.equal((await answer).status, 202);
  await closed;
});
