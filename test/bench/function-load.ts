import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { connect, type Socket } from 'node:net';
import { z } from 'zod';
import { WEBHOOK_PATH } from '#apps/function/function.ts';

/** Signed deliveries as fast as a server answers them: `function-load.ts PORT SECRET CONNECTIONS MS`. */
const [, , port = '', secret = '', connections = '', forMs = ''] = process.argv;

const corpus = z.array(
  z.object({ name: z.string(), examples: z.array(z.looseObject({ action: z.string().optional() })) }),
);
const examples = corpus.parse(createRequire(import.meta.url)('@octokit/webhooks-examples/api.github.com/index.json'));
const opened = examples.find(({ name }) => name === 'pull_request')?.examples.find(({ action }) => action === 'opened');

const GUID = '00000000-0000-4000-8000-000000000000';

/** A whole request of one pull request; its delivery's id is written over from event to event. */
function requestOf(number: number): Buffer {
  const body = JSON.stringify({ ...opened, number });
  const head = [
    `POST ${WEBHOOK_PATH} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Accept: */*',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'User-Agent: GitHub-Hookshot/044aadd',
    `X-GitHub-Delivery: ${GUID}`,
    'X-GitHub-Event: pull_request',
    'X-GitHub-Hook-ID: 1',
    'X-GitHub-Hook-Installation-Target-ID: 1',
    'X-GitHub-Hook-Installation-Target-Type: integration',
    `X-Hub-Signature-256: sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

let sent = 0;
const latenciesUs: number[] = [];

/** One event after the other on one connection, until the time is over. */
async function load(socket: Socket, number: number, until: number): Promise<void> {
  const request = requestOf(number);
  const at = request.indexOf(GUID);
  for (let now = performance.now(); now < until; now = performance.now()) {
    request.write((sent += 1).toString(16).padStart(12, '0'), at + GUID.length - 12);
    socket.write(request);
    const [answer]: Buffer[] = await once(socket, 'data');
    if (!/^HTTP\/1\.1 20[02] /.test(answer?.toString('latin1', 0, 20) ?? '')) throw new Error(String(answer));
    latenciesUs.push((performance.now() - now) * 1_000);
  }
}

const sockets = Array.from({ length: Number(connections) }, () => connect(Number(port), '127.0.0.1').setNoDelay());
await Promise.all(sockets.map((socket) => once(socket, 'connect')));
const began = performance.now();
await Promise.all(sockets.map((socket, index) => load(socket, index + 1, began + Number(forMs))));
const seconds = (performance.now() - began) / 1_000;
for (const socket of sockets) socket.destroy();
const sorted = latenciesUs.toSorted((left, right) => left - right);
const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0) / 1_000;
process.send?.({ events: sorted.length, seconds, p50Ms: at(0.5), p99Ms: at(0.99) });
process.disconnect?.();
