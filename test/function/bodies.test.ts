import { strict as assert } from 'node:assert';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { ClientRequest } from 'node:http';
import { describe, test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { pullRequestOpened, sign } from '#apps/function/delivery.testing.ts';
import { answerTo, ask, headers, MEBIBYTE, rawAnswer, rawHead, send, startEdge, type Edge } from './edge.testing.ts';

const LARGEST = 25 * MEBIBYTE;
const unsigned = { ...headers, 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` };

/** Writes until it has sent enough or is told no more, and says how much went out. */
async function pour(request: ClientRequest, mostBytes: number): Promise<number> {
  const chunk = Buffer.alloc(64 * 1024, ' ');
  const over = new AbortController();
  request.once('close', () => over.abort());
  request.on('error', () => over.abort());
  let sent = 0;
  while (sent < mostBytes && !over.signal.aborted) {
    sent += chunk.length;
    if (!request.write(chunk)) await once(request, 'drain', { signal: over.signal }).catch(() => undefined);
  }
  return sent;
}

/** The function in a process of its own, with its real limits. */
async function startServed(context: TestContext) {
  const child = fork(new URL('served/main.ts', import.meta.url));
  context.after(() => child.kill());
  const [url]: string[] = await once(child, 'message');
  const edge: Pick<Edge, 'port'> = { port: Number(new URL(url ?? '').port) };
  const rss = async (): Promise<number> => {
    child.send('rss');
    const [bytes]: number[] = await once(child, 'message');
    return bytes ?? Number.NaN;
  };
  return { edge, rss };
}

describe('fault 4: bodies that are too long, or lie about their length', () => {
  test('26 MB, as the head says: 413 before a byte of it is read', async (context) => {
    const edge = await startEdge(context);
    const request = ask(edge, { ...unsigned, 'content-length': 26 * MEBIBYTE });
    request.flushHeaders();
    assert.equal((await answerTo(request)).status, 413);
    request.destroy();
  });

  test('25 MB, signed, is taken: GitHub may send as much', async (context) => {
    const edge = await startEdge(context);
    const body = Buffer.alloc(LARGEST, ' ');
    body.write(pullRequestOpened);
    assert.equal((await send(edge, body)).status, 202);
    assert.equal((await send(edge, Buffer.concat([body, Buffer.from(' ')]))).status, 413);
  });

  test('1 GB in chunks: 413 while it streams, it is not read on, and memory stays flat', async (context) => {
    const { edge, rss } = await startServed(context);
    assert.equal((await send(edge)).status, 202);
    const before = await rss();
    for (let round = 0; round < 24; round += 1) {
      const request = ask(edge, { ...unsigned, 'transfer-encoding': 'chunked' });
      const poured = pour(request, 1024 * MEBIBYTE);
      assert.equal((await answerTo(request)).status, 413);
      request.destroy();
      const sent = await poured;
      assert.ok(sent < 2 * LARGEST, `the server went on to take ${sent} bytes`);
    }
    const grown = (await rss()) - before;
    // What was read of 24 bodies would be 24 times the largest; the collector may be a few behind.
    assert.ok(grown < 8 * LARGEST, `memory grew by ${grown} bytes for 24 GB that were offered`);
    assert.equal((await send(edge)).status, 202);
  });

  test('forty bodies of 24 MB at once that never end: the largest give way, memory is bounded, others are served', async (context) => {
    const { edge, rss } = await startServed(context);
    assert.equal((await send(edge)).status, 202);
    const before = await rss();
    const requests = Array.from({ length: 40 }, () => ask(edge, { ...unsigned, 'transfer-encoding': 'chunked' }));
    const answers = requests.map(answerTo);
    for (const answer of answers) answer.catch(() => undefined);
    const poured = Promise.all(requests.map((request) => pour(request, 24 * MEBIBYTE)));
    const first = await Promise.race(answers);
    assert.equal(first.status, 503);
    assert.equal((await send(edge)).status, 202, 'beside them');
    for (const request of requests.slice(0, 20)) request.destroy();
    const grown = (await rss()) - before;
    for (const request of requests) request.destroy();
    await poured;
    assert.ok(grown < 12 * LARGEST, `memory grew by ${grown} bytes`);
  });

  test('a gzip bomb is refused with 415 and never inflated', async (context) => {
    const { edge, rss } = await startServed(context);
    const before = await rss();
    const bomb = gzipSync(Buffer.alloc(200 * MEBIBYTE));
    assert.equal((await send(edge, bomb, { 'content-encoding': 'gzip' })).status, 415);
    assert.equal((await send(edge, bomb, { 'content-encoding': 'br, gzip' })).status, 415);
    assert.equal((await send(edge, bomb)).status, 400, 'unnamed it is just not JSON');
    assert.ok((await rss()) - before < 100 * MEBIBYTE);
  });

  const smuggled = `${rawHead([`Content-Length: ${pullRequestOpened.length}`])}${pullRequestOpened}`;
  const length = pullRequestOpened.length;
  const chunked = `${length.toString(16)}\r\n${pullRequestOpened}\r\n0\r\n\r\n`;
  /** Where two readers could disagree about the end of a request, there is no request. */
  const ambiguous: Record<string, string> = {
    'both Content-Length and Transfer-Encoding': `${rawHead(['Content-Length: 6', 'Transfer-Encoding: chunked'])}${chunked}${smuggled}`,
    'Transfer-Encoding before Content-Length': `${rawHead(['Transfer-Encoding: chunked', `Content-Length: ${length}`])}${chunked}`,
    'two lengths that differ': `${rawHead([`Content-Length: ${length}`, 'Content-Length: 3'])}${pullRequestOpened}`,
    'two lengths that agree': `${rawHead([`Content-Length: ${length}`, `Content-Length: ${length}`])}${pullRequestOpened}`,
    'a list of lengths': `${rawHead([`Content-Length: ${length}, ${length}`])}${pullRequestOpened}`,
    'a negative length': `${rawHead(['Content-Length: -1'])}${pullRequestOpened}`,
    'a hexadecimal length': `${rawHead([`Content-Length: 0x${length.toString(16)}`])}${pullRequestOpened}`,
    'a signed length': `${rawHead([`Content-Length: +${length}`])}${pullRequestOpened}`,
    'a length beyond 64 bits': `${rawHead([`Content-Length: ${'9'.repeat(30)}`])}${pullRequestOpened}`,
    'a coding after chunked': `${rawHead(['Transfer-Encoding: chunked, identity'])}${chunked}`,
    'a coding that is almost chunked': `${rawHead(['Transfer-Encoding: xchunked'])}${chunked}`,
    'a space before the colon': `${rawHead([`Content-Length : ${length}`])}${pullRequestOpened}`,
    'a folded header': `${rawHead(['X-Folded: a', ` Content-Length: ${length}`])}${pullRequestOpened}`,
    'a chunk size beyond 64 bits': `${rawHead(['Transfer-Encoding: chunked'])}${'f'.repeat(17)}\r\n${pullRequestOpened}`,
    'a chunk size that is none': `${rawHead(['Transfer-Encoding: chunked'])}zz\r\n${pullRequestOpened}\r\n0\r\n\r\n`,
    'a chunk longer than it says': `${rawHead(['Transfer-Encoding: chunked'])}3\r\n${pullRequestOpened}\r\n0\r\n\r\n`,
    'a length that is too short, so that the rest would be a request': `${rawHead([`Content-Length: ${length - 10}`])}${pullRequestOpened}`,
    'no length at all, and a body': `${rawHead([])}${pullRequestOpened}`,
  };
  for (const [sentence, bytes] of Object.entries(ambiguous)) {
    test(`nothing is smuggled, and the connection ends: ${sentence}`, async (context) => {
      const edge = await startEdge(context);
      const answers = (await rawAnswer(edge, bytes)).match(/^HTTP\/1\.1 \d+/gm) ?? [];
      assert.ok(answers.length > 0, 'no answer');
      assert.deepEqual(
        answers.filter((line) => !/ 4\d\d$/.test(line)),
        [],
      );
      assert.deepEqual(edge.woken, []);
    });
  }

  test('a length that is too long: 408, since the rest never comes', async (context) => {
    const edge = await startEdge(context, { readDeadlineMs: 100 });
    const answer = await rawAnswer(edge, `${rawHead([`Content-Length: ${length + 10}`])}${pullRequestOpened}`);
    assert.match(answer, /^HTTP\/1\.1 408 [\s\S]*connection: close/i);
    assert.deepEqual(edge.woken, []);
  });

  test('a body that breaks off disturbs nobody', async (context) => {
    const edge = await startEdge(context);
    const request = ask(edge, { ...headers, 'x-hub-signature-256': sign(pullRequestOpened), 'content-length': 1_000 });
    request.on('error', () => undefined);
    request.write(pullRequestOpened);
    await once(request, 'socket');
    request.destroy();
    assert.equal((await send(edge)).status, 202);
    assert.equal(edge.woken.length, 1);
  });
});
