import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { systemClock as clock } from '#adapters/node/time.ts';
import { RegistryClient } from './client.ts';
import { playedFetch, type Play } from './played.testing.ts';
import { tryPush } from './push.ts';

const NAME = 'registry.acme.com/team/shop';
const begun = { status: 202, headers: { location: '/v2/team/shop/blobs/uploads/1?state=x' } };

function registry(play: Play) {
  const { fetch, heard } = playedFetch(play);
  const client = new RegistryClient({ fetch, clock, credentials: [] });
  return { client, asked: () => heard.map(({ method, url }) => `${method} ${url.pathname}`) };
}

const cases: Record<string, { play: Play; error: { code: string; message: RegExp } }> = {
  'who may not push is told the registry and the repository': {
    play: () => ({ status: 403 }),
    error: { code: 'Forbidden', message: /registry\.acme\.com: push of team\/shop: 403/ },
  },
  'a registry that does not answer is named': {
    play: () => {
      throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
    },
    error: { code: 'Unavailable', message: /registry\.acme\.com: no answer: ECONNREFUSED/ },
  },
  'what is no registry takes no upload': {
    play: () => ({ status: 200, body: '<html>' }),
    error: { code: 'Unavailable', message: /registry\.acme\.com: push of team\/shop: 200/ },
  },
};

for (const [sentence, { play, error }] of Object.entries(cases)) {
  test(sentence, () => assert.rejects(tryPush(registry(play).client, NAME), error));
}

test('a try begins an upload and takes it back', async () => {
  const { client, asked } = registry(({ method }) => (method === 'POST' ? begun : { status: 204 }));
  await tryPush(client, NAME);
  assert.deepEqual(asked(), ['POST /v2/team/shop/blobs/uploads/', 'DELETE /v2/team/shop/blobs/uploads/1']);
});

test('a registry that takes no upload back is none the worse', async () => {
  const { client } = registry(({ method }) => (method === 'POST' ? begun : { status: 405 }));
  await tryPush(client, NAME);
});

test('a name that is none is refused before anybody is asked', async () => {
  const { client, asked } = registry(() => begun);
  await assert.rejects(tryPush(client, 'http://acme.com/x y'), { code: 'Invalid' });
  assert.deepEqual(asked(), []);
});
