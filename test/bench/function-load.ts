import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { DeliveryRequest } from './function-requests.ts';

/**
 * Signed deliveries as fast as a server answers them: `function-load.ts PORT SECRET CONNECTIONS MS FIRST`. They are signed
 * before the time begins, and little is done here while it runs: on two cores the load takes a third of one, so that the
 * server is what is measured.
 */
const [, , port = '', secret = '', ...numbers] = process.argv;
const [connections = 0, forMs = 0, first = 0] = numbers.map(Number);

/** Each connection has as many pull requests, and takes them in turn. */
const PULL_REQUESTS = 32;
const ACCEPTED = Buffer.from('HTTP/1.1 20');

let sent = first;
const latenciesMs: number[] = [];

/** One event after the other on one connection, until the time is over. Rejects when one is not accepted. */
function load(socket: Socket, requests: readonly DeliveryRequest[], until: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let since = 0;
    let turn = 0;
    const next = (now: number) => {
      if (now >= until) return resolve();
      since = now;
      turn = (turn + 1) % requests.length;
      const request = requests[turn]?.as((sent += 1));
      if (request) socket.write(request);
    };
    socket.on('error', reject).on('close', () => reject(new Error('the server closed the connection')));
    socket.on('data', (answer: Buffer) => {
      if (answer.compare(ACCEPTED, 0, ACCEPTED.length, 0, ACCEPTED.length) !== 0)
        return reject(new Error(answer.toString('latin1')));
      const now = performance.now();
      latenciesMs.push(now - since);
      next(now);
    });
    next(performance.now());
  });
}

const pullRequestsOf = (_: unknown, connection: number) =>
  Array.from(
    { length: PULL_REQUESTS },
    (__, index) => new DeliveryRequest(connection * PULL_REQUESTS + index + 1, secret),
  );
const pullRequests = Array.from({ length: connections }, pullRequestsOf);
const sockets = pullRequests.map(() => connect(Number(port), '127.0.0.1').setNoDelay());
await Promise.all(sockets.map((socket) => once(socket, 'connect')));
const began = performance.now();
await Promise.all(sockets.map((socket, index) => load(socket, pullRequests[index] ?? [], began + forMs)));
const seconds = (performance.now() - began) / 1_000;
for (const socket of sockets) socket.removeAllListeners('close').destroy();
const sorted = latenciesMs.toSorted((left, right) => left - right);
const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
process.send?.({ events: sorted.length, seconds, p50Ms: at(0.5), p99Ms: at(0.99) });
process.disconnect?.();
