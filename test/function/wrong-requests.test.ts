import { strict as assert } from 'node:assert';
import { describe, test } from 'node:test';
import { pullRequestOpened } from '#apps/function/delivery.testing.ts';
import { rawAnswer, send, startEdge } from './edge.testing.ts';

type Given = Readonly<Record<string, string | readonly string[] | undefined>>;

const twice = (value: string) => [value, value];
const guid = '72d3162e-cc78-11e3-81ab-4c9367dc0958';

const refused: Record<string, { status: number; headers?: Given; path?: string; method?: string }> = {
  'another path': { status: 404, path: '/github' },
  'the path with a slash after it': { status: 404, path: '/github/webhook/' },
  'the path in other letters': { status: 404, path: '/GitHub/webhook' },
  'a path that climbs': { status: 404, path: '/x/../github/webhook' },
  'another method': { status: 405, method: 'PUT' },
  'a form': { status: 415, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  'no content type': { status: 415, headers: { 'content-type': undefined } },
  'two content types': { status: 415, headers: { 'content-type': twice('application/json') } },
  'JSON in another charset': { status: 415, headers: { 'content-type': 'application/json; charset=utf-16' } },
  'no event': { status: 400, headers: { 'x-github-event': undefined } },
  'two events, both right': { status: 400, headers: { 'x-github-event': twice('pull_request') } },
  'an event that is no name': { status: 400, headers: { 'x-github-event': '../pull_request' } },
  'no delivery id': { status: 400, headers: { 'x-github-delivery': undefined } },
  'two delivery ids, both right': { status: 400, headers: { 'x-github-delivery': twice(guid) } },
  'a delivery id without end': { status: 400, headers: { 'x-github-delivery': 'a'.repeat(101) } },
  'a head without end': { status: 431, headers: { 'x-padding': 'a'.repeat(20_000) } },
};

const ignored: Record<string, { event: string; body: string; reason: string }> = {
  'a ping': { event: 'ping', body: '{"zen":"Design for failure."}', reason: 'event ping' },
  'an unknown event': { event: 'frobnicated', body: '{}', reason: 'event frobnicated' },
  'an unknown action': {
    event: 'pull_request',
    body: pullRequestOpened.replace('opened', 'frobnicated'),
    reason: 'an action of event pull_request that changes nothing here',
  },
};

describe('fault 7: wrong requests and events that are not ours', () => {
  for (const [sentence, { status, headers = {}, path, method }] of Object.entries(refused)) {
    test(`${status}: ${sentence}`, async (context) => {
      const edge = await startEdge(context);
      const place = { ...(path !== undefined && { path }), ...(method !== undefined && { method }) };
      assert.equal((await send(edge, pullRequestOpened, headers, place)).status, status);
      assert.deepEqual(edge.woken, []);
    });
  }

  for (const [sentence, { event, body, reason }] of Object.entries(ignored)) {
    test(`200, ignored with a reason: ${sentence}`, async (context) => {
      const edge = await startEdge(context);
      const answer = await send(edge, body, { 'x-github-event': event });
      assert.deepEqual([answer.status, JSON.parse(answer.body)], [200, { ignored: reason }]);
      assert.deepEqual(edge.woken, []);
    });
  }

  test('a query after the path changes nothing', async (context) => {
    const edge = await startEdge(context);
    assert.equal((await send(edge, pullRequestOpened, {}, { path: '/github/webhook?x=/../y' })).status, 202);
  });

  test('a method that is not allowed is told the one that is', async (context) => {
    const edge = await startEdge(context);
    const answer = await rawAnswer(edge, 'GET /github/webhook HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    assert.match(answer, /^HTTP\/1\.1 405 [\s\S]*allow: POST/i);
  });

  for (const bytes of ['\0\0\0\0', 'GET\r\n\r\n', 'HELO x\r\n', '\x16\x03\x01\x02\x00', 'POST / HTTP/9.9\r\n\r\n']) {
    test(`400 and the process lives: ${JSON.stringify(bytes)} is no HTTP`, async (context) => {
      const edge = await startEdge(context);
      assert.match(await rawAnswer(edge, bytes), /^HTTP\/1\.1 400 /);
      assert.equal((await send(edge)).status, 202);
    });
  }
});
