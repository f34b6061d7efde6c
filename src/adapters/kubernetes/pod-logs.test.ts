import { strict as assert } from 'node:assert';
import { test, type TestContext } from 'node:test';
import type { PodLogEntry, PodLogOptions } from '#ports/pod-logs.ts';
import { withCode } from '#ports/objects/samples.contract.ts';
import { clientOf, scriptedServer, type Asked } from './transport/scripted-server.testing.ts';
import { kubernetesPodLogs } from './pod-logs.ts';

const pod = { namespace: 'n', name: 'web' };
const path = '/api/v1/namespaces/n/pods/web/log';

async function logsUnderTest(context: TestContext, script: (asked: Asked) => void) {
  const server = await scriptedServer(context, script);
  const { client, time } = clientOf(context, server.url);
  return { server, time, logs: kubernetesPodLogs(client) };
}

async function entries(read: AsyncIterable<PodLogEntry>): Promise<readonly PodLogEntry[]> {
  const found: PodLogEntry[] = [];
  for await (const entry of read) found.push(entry);
  return found;
}

const tails: Record<string, { text: string; lines: readonly string[] }> = {
  nothing: { text: '', lines: [] },
  'lines as they were written, also empty ones': { text: 'a\n\n  b\n', lines: ['a', '', '  b'] },
  'a last line without an end': { text: 'a\nb', lines: ['a', 'b'] },
};
for (const [what, { text, lines }] of Object.entries(tails)) {
  test(`the tail of a log: ${what}`, async (context) => {
    const { server, logs } = await logsUnderTest(context, ({ answer }) => answer(200, text));
    assert.deepEqual(await logs.tail(pod, { lines: 20, previous: true }), lines);
    assert.equal(server.asked[0]?.path, `${path}?previous=true&tailLines=20`);
  });
}

/** Why nothing was written, as the server answers. */
const nothing: Record<string, [status: number, body: object | string]> = {
  'no such pod': [404, { message: 'pods "web" not found', details: { name: 'web' } }],
  'a container that has not started': [400, { message: 'container "web" is waiting to start' }],
};
for (const [what, [status, body]] of Object.entries(nothing)) {
  test(`a log of ${what} is empty`, async (context) => {
    const { logs } = await logsUnderTest(context, ({ answer }) => answer(status, body));
    assert.deepEqual(await logs.tail(pod, { lines: 1, previous: false }), []);
    assert.deepEqual(await entries(logs.read(pod, { ...follow, signal: AbortSignal.timeout(5_000) })), []);
  });
}

test('a log that cannot be had is an error', async (context) => {
  const { logs } = await logsUnderTest(context, ({ answer }) => answer(403));
  await assert.rejects(logs.tail(pod, { lines: 1, previous: false }), withCode('Forbidden'));
  const { signal } = new AbortController();
  await assert.rejects(entries(logs.read(pod, { ...follow, signal })), withCode('Forbidden'));
});

const follow: Omit<PodLogOptions, 'signal'> = { follow: true, previous: false };

test('a log is read with the time of each line', async (context) => {
  const written = '2026-01-02T03:04:05.123456789Z a  b\n2026-01-02T03:04:06Z \nno time here\n';
  const { server, logs } = await logsUnderTest(context, ({ answer }) => answer(200, written));
  const { signal } = new AbortController();
  const options = { ...follow, tailLines: 3, sinceTime: Date.parse('2026-01-02T03:04:05Z'), signal };
  assert.deepEqual(await entries(logs.read(pod, options)), [
    { kind: 'line', at: Date.parse('2026-01-02T03:04:05.123Z'), text: 'a  b' },
    { kind: 'line', at: Date.parse('2026-01-02T03:04:06Z'), text: '' },
    { kind: 'line', at: 0, text: 'no time here' },
  ]);
  assert.equal(
    server.asked[0]?.path,
    `${path}?timestamps=true&follow=true&tailLines=3&sinceTime=2026-01-02T03%3A04%3A05.000Z`,
  );
});

test('a log that is followed may be silent for ever, and ends without an error when its reader gives up', async (context) => {
  const { logs, time } = await logsUnderTest(context, ({ begin, stream }) => {
    begin();
    stream.write('2026-01-02T03:04:05Z a\n');
  });
  const controller = new AbortController();
  const lines = logs.read(pod, { ...follow, signal: controller.signal })[Symbol.asyncIterator]();
  await lines.next();
  const next = lines.next();
  assert.equal(time.pending(), 1);
  controller.abort();
  assert.equal((await next).done, true);
});
