import { strict as assert } from 'node:assert';
import { describe, test } from 'node:test';
import { pullRequestOpened, SECRET, sign } from '#apps/function/delivery.testing.ts';
import type { Log, LogFields } from '#ports/log.ts';
import { headers, send, startEdge } from './edge.testing.ts';

const signature = sign(pullRequestOpened);

/** Every line that an operator would see. */
function recordingLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  const line = (level: string) => (event: string, fields?: LogFields) =>
    void lines.push(JSON.stringify({ level, event, ...fields }));
  return { lines, log: { info: line('info'), warn: line('warn'), error: line('error') } };
}

describe('fault 1: no signature', () => {
  test('401; the body is not echoed, nothing is woken, and one line is logged without it', async (context) => {
    const { log, lines } = recordingLog();
    const edge = await startEdge(context, { log });
    const marked = pullRequestOpened.replace('acme', 'MARKED');
    const answer = await send(edge, marked, { 'x-hub-signature-256': undefined });
    assert.equal(answer.status, 401);
    assert.doesNotMatch(answer.body, /MARKED/);
    assert.deepEqual(edge.woken, []);
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /"level":"warn","event":"delivery-refused","status":401/);
    assert.doesNotMatch(lines[0] ?? '', /MARKED/);
  });
});

describe('fault 2: a wrong signature', () => {
  const wrong: Record<string, string | readonly string[]> = {
    'of another body': sign(`${pullRequestOpened} `),
    'of another secret': sign(pullRequestOpened, 'a guess'),
    'of the empty secret': sign(pullRequestOpened, ''),
    'a digit too short': signature.slice(0, -1),
    'a digit too long': `${signature}0`,
    'not hexadecimal': `${signature.slice(0, -1)}g`,
    'no algorithm': signature.slice('sha256='.length),
    'SHA-1 only': `sha1=${'0'.repeat(40)}`,
    empty: '',
    'two headers, both right': [signature, signature],
    'two headers, the first right': [signature, sign('x')],
    'two headers, the second right': [sign('x'), signature],
  };
  for (const [sentence, given] of Object.entries(wrong)) {
    test(`401 and the next delivery is taken: ${sentence}`, async (context) => {
      const edge = await startEdge(context);
      assert.equal((await send(edge, pullRequestOpened, { 'x-hub-signature-256': given })).status, 401);
      assert.deepEqual(edge.woken, []);
      assert.equal((await send(edge)).status, 202, 'the process lives');
    });
  }

  for (const [sentence, secrets] of Object.entries({ 'no secret': [], 'an empty secret': [''], spaces: ['  '] })) {
    test(`it does not start with ${sentence}`, async (context) => {
      await assert.rejects(startEdge(context, { secrets }), { code: 'WebhookSecretInvalid', source: 'user' });
    });
  }
});

describe('fault 3: the very bytes are verified', () => {
  const spellings: Record<string, string> = {
    emoji: pullRequestOpened.replace('{', '{"title":"🚀 ship it 👩‍🚒",'),
    'CRLF between the fields': pullRequestOpened.replaceAll(',', ',\r\n'),
    'escaped slashes': pullRequestOpened.replaceAll('/', String.raw`\/`),
    'escaped letters': pullRequestOpened.replace('acme', String.raw`\u0061cme`),
    'spaces at the end': `${pullRequestOpened}\n  `,
  };
  for (const [sentence, body] of Object.entries(spellings)) {
    test(`accepted as sent: ${sentence}`, async (context) => {
      const edge = await startEdge(context);
      assert.equal((await send(edge, body)).status, 202);
      assert.deepEqual(edge.woken, [{ kind: 'pullRequest', repository: { id: 7, fullName: 'acme/shop' }, number: 12 }]);
    });
  }

  for (const [sentence, body] of Object.entries(spellings).filter(([name]) => name !== 'emoji')) {
    test(`a copy that was read and written again is refused: ${sentence}`, async (context) => {
      const edge = await startEdge(context);
      const copy = JSON.stringify(JSON.parse(body));
      assert.equal((await send(edge, copy, { 'x-hub-signature-256': sign(body) })).status, 401);
    });
  }

  test('a body in several packets, broken within a character, is one body', async (context) => {
    const edge = await startEdge(context);
    const bytes = Buffer.from(spellings['emoji'] ?? '');
    const wide = Buffer.concat([bytes, Buffer.alloc(200_000, ' ')]);
    assert.equal((await send(edge, wide)).status, 202);
  });

  test("GitHub's own vector is verified: it is text, so it is refused only after its signature", async (context) => {
    const edge = await startEdge(context, { secrets: ["It's a Secret to Everybody"] });
    const vector = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
    const good = await send(edge, 'Hello, World!', { 'x-hub-signature-256': vector });
    assert.deepEqual([good.status, good.body], [400, '{"error":"the body is not JSON in UTF-8"}']);
    assert.equal((await send(edge, 'Hello, World.', { 'x-hub-signature-256': vector })).status, 401);
  });
});

/** A delivery of its own for each secret. */
const signedWith = (secret: string) => ({
  'x-hub-signature-256': sign(pullRequestOpened, secret),
  'x-github-delivery': `${headers['x-github-delivery']}-${secret.length}`,
});

describe('fault 13: the secret is replaced', () => {
  test('in the overlap both are accepted, a third is refused and told to the operator', async (context) => {
    const { log, lines } = recordingLog();
    const edge = await startEdge(context, { secrets: ['the new one', SECRET], log });
    assert.equal((await send(edge, pullRequestOpened, signedWith('the new one'))).status, 202);
    assert.equal((await send(edge, pullRequestOpened, signedWith(SECRET))).status, 202);
    assert.equal((await send(edge, pullRequestOpened, signedWith('wrong'))).status, 401);
    assert.equal(lines.filter((line) => line.includes('the signature does not match')).length, 1);
  });

  test('after it the old one is refused', async (context) => {
    const edge = await startEdge(context, { secrets: ['the new one'] });
    assert.equal((await send(edge, pullRequestOpened, signedWith(SECRET))).status, 401);
    assert.equal((await send(edge, pullRequestOpened, signedWith('the new one'))).status, 202);
  });

  test('three at a time are refused at the start: one was forgotten', async (context) => {
    await assert.rejects(startEdge(context, { secrets: ['a', 'b', 'c'] }), { code: 'WebhookSecretInvalid' });
  });
});
