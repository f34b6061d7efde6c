import { strict as assert } from 'node:assert';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { commit, Play } from './github.testing.ts';
import { webhookRequest } from './webhook-request.ts';

test('a delivery is signed over the bytes of its body and names itself', () => {
  const play = new Play();
  play.push('main', commit('a'));
  const delivery = play.state.deliveries.at(-1);
  assert.ok(delivery);
  const { headers, body } = webhookRequest(delivery, { secret: 'hush' });
  const expected = createHmac('sha256', 'hush').update(Buffer.from(body, 'utf8')).digest('hex');
  assert.equal(headers['x-hub-signature-256'], `sha256=${expected}`);
  assert.equal(headers['x-github-event'], 'push');
  assert.equal(headers['x-github-hook-installation-target-id'], '77');
  assert.match(headers['x-github-delivery'], /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
  assert.match(body, /"installation":\{"id":\d+/);
});
