import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { ObjectsError } from '#ports/objects/errors.ts';
import type { ObjectReader } from '#ports/objects/objects.ts';
import { createVirtualTime } from '#test/virtual-time.ts';
import { RememberingReader } from './remembering-reader.ts';

/** A server that counts what it is asked. */
function world(answer: () => Promise<unknown> = async () => undefined) {
  const time = createVirtualTime();
  const asked: string[] = [];
  const server = {
    get: (kind: string, { name }: { readonly name: string }) => (asked.push(`${kind} ${name}`), answer()),
    list: (kind: string, { namespace }: { readonly namespace?: string }) => (
      asked.push(`${kind}s in ${namespace}`),
      answer()
    ),
  };
  return { time, asked, reader: new RememberingReader(server as unknown as ObjectReader, time.clock) };
}

test('the same question is asked once a second, and others are others', async () => {
  const { time, asked, reader } = world();
  const questions = async () => {
    for (const name of ['a', 'a', 'b']) await reader.get('Pod', { name, namespace: 'shop' });
    for (const namespace of ['a', 'b', 'a']) await reader.list('Pod', { namespace });
  };
  await questions();
  await time.advance(999);
  await questions();
  const once = ['Pod a', 'Pod b', 'Pods in a', 'Pods in b'];
  assert.deepEqual(asked, once);
  await time.advance(1);
  await questions();
  assert.deepEqual(asked, [...once, ...once]);
});

test('a server that does not answer is not asked by everybody at once', async () => {
  const { asked, reader } = world(() => Promise.reject(new ObjectsError('Unavailable', 'away')));
  const answers = await Promise.allSettled([1, 2, 3].map(() => reader.list('Pod', { namespace: 'shop' })));
  assert.deepEqual(
    answers.map(({ status }) => status),
    ['rejected', 'rejected', 'rejected'],
  );
  assert.equal(asked.length, 1);
});
