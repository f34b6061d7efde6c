import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, test } from 'node:test';
import { pullRequestOpened } from '#apps/function/delivery.testing.ts';
import { connectTo, rawAnswer, rawHead, send, startEdge, type Edge } from './edge.testing.ts';

const head = rawHead([`Content-Length: ${pullRequestOpened.length}`]);

/** Writes a byte a second until the server ends the connection. */
async function drip(edge: Edge, first: string, rest: string): Promise<string> {
  const socket = await connectTo(edge);
  socket.write(first);
  const bytes = rest.split('');
  const timer = setInterval(() => socket.write(bytes.shift() ?? ' '), 1_000);
  const answer = await socket.toArray().catch(() => []);
  clearInterval(timer);
  return Buffer.concat(answer).toString();
}

/** Ways to hold a connection and send no whole request. */
const halfOpen: Record<string, string> = {
  'that say nothing': '',
  'that stop within the head': head.slice(0, 60),
  'that stop before the body': head,
  'that stop within the body': head + pullRequestOpened.slice(0, 20),
};

async function openMany(edge: Edge, count: number, bytes: string): Promise<readonly Socket[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const socket = await connectTo(edge);
      socket.resume();
      if (bytes !== '') socket.write(bytes);
      return socket;
    }),
  );
}

describe('fault 5: slow and half-open clients', () => {
  test('with the real limits, one byte a second gets 408 before GitHub would give up, in the head and in the body', async (context) => {
    const edge = await startEdge(context);
    const began = performance.now();
    const answers = await Promise.all([
      drip(edge, head, pullRequestOpened),
      drip(edge, head.slice(0, 40), head.slice(40)),
      drip(edge, '', head),
    ]);
    for (const answer of answers) assert.match(answer, /^HTTP\/1\.1 408 /);
    const seconds = (performance.now() - began) / 1_000;
    assert.ok(seconds > 4, `${seconds} s: a slow network would not be served`);
    assert.ok(seconds < 10, `${seconds} s`);
    assert.deepEqual(edge.woken, []);
  });

  test('a connection that says nothing is ended too', async (context) => {
    const edge = await startEdge(context, {}, { headersTimeoutMs: 100, requestTimeoutMs: 200 });
    assert.match(await rawAnswer(edge, ''), /^HTTP\/1\.1 408 /);
  });

  test('a body that stops gets 408, and the connection ends', async (context) => {
    const edge = await startEdge(context, { readDeadlineMs: 100 });
    assert.match(await rawAnswer(edge, head), /^HTTP\/1\.1 408 [\s\S]*connection: close/i);
  });

  for (const [sentence, bytes] of Object.entries(halfOpen)) {
    test(`healthy callers are answered beside 1,000 connections ${sentence}`, async (context) => {
      const edge = await startEdge(context);
      const sockets = await openMany(edge, 1_000, bytes);
      context.after(() => sockets.forEach((socket) => socket.destroy()));
      const answers = await Promise.all(Array.from({ length: 20 }, () => send(edge)));
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([202]));
      const held = sockets.filter(({ closed }) => !closed).length;
      assert.ok(held > 900, `only ${held} were still open: the answers waited for the others to be ended`);
    });

    test(`where connections run out, those ${sentence} give way`, async (context) => {
      const edge = await startEdge(context, {}, { maximumConnections: 100 });
      const sockets = await openMany(edge, 1_000, bytes);
      context.after(() => sockets.forEach((socket) => socket.destroy()));
      for (let turn = 0; turn < 20; turn += 1) assert.equal((await send(edge)).status, 202);
      const held = sockets.filter(({ closed }) => !closed).length;
      assert.ok(held > 50 && held <= 100, `${held} are still open: no more give way than must`);
    });
  }

  test('the one that has waited longest gives way, not one whose work is under way', async (context) => {
    const woken = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const wake = () => (woken.resolve(), held.promise);
    const edge = await startEdge(context, { wake }, { maximumConnections: 3 });
    const working = send(edge);
    await woken.promise;
    const [older, newer] = [await connectTo(edge), await connectTo(edge)];
    const newest = await connectTo(edge);
    await once(older.resume(), 'close');
    held.resolve();
    assert.equal((await working).status, 202);
    assert.deepEqual([newer.closed, newest.closed], [false, false]);
    for (const socket of [newer, newest]) socket.destroy();
  });

  test('a connection whose next request came before its last answer is not one that waits', async (context) => {
    const runs: PromiseWithResolvers<void>[] = [];
    const begun = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const wake = () => {
      const run = Promise.withResolvers<void>();
      begun[runs.push(run) - 1]?.resolve();
      return run.promise;
    };
    const edge = await startEdge(context, { wake }, { maximumConnections: 1 });
    const socket = await connectTo(edge);
    const other = pullRequestOpened.replace('12', '13');
    socket.write(head + pullRequestOpened + rawHead([`Content-Length: ${other.length}`], other) + other);
    await Promise.all(begun.map(({ promise }) => promise));
    const answered = once(socket, 'data');
    runs[0]?.resolve();
    await answered;
    await once((await connectTo(edge)).resume(), 'close');
    assert.equal(socket.closed, false);
    runs[1]?.resolve();
    socket.destroy();
  });

  test('when all carry work, a newcomer is closed', async (context) => {
    const woken = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const wake = () => (woken.resolve(), held.promise);
    const edge = await startEdge(context, { wake }, { maximumConnections: 1 });
    const working = send(edge);
    await woken.promise;
    await once((await connectTo(edge)).resume(), 'close');
    held.resolve();
    assert.equal((await working).status, 202);
    assert.equal((await send(edge)).status, 202, 'afterwards there is room');
  });
});
