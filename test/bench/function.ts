import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { z } from 'zod';

/**
 * How many signed deliveries a second the function takes, beside a bare server that only verifies and parses them and
 * beside GitHub's own library. Each server is a process of its own, so is the load; runs take turns, and the medians count.
 */
const NAMES = ['bare', 'function', 'octokit'] as const;
type Name = (typeof NAMES)[number];

const CONNECTIONS = 32;
const WARM_UP_MS = 1_500;
const RUN_MS = 2_000;
const AIM = 0.8;

interface Run {
  readonly perSecond: number;
  readonly cpuUs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly rssMiB: number;
}

const words = process.argv.slice(2);
const rounds = Number(words.find((word) => /^\d+$/.test(word)) ?? 5);

const portMessage = z.object({ port: z.number() });
const usageMessage = z.object({ cpuUs: z.number(), rssBytes: z.number() });
const loadMessage = z.object({ events: z.number(), seconds: z.number(), p50Ms: z.number(), p99Ms: z.number() });

const beside = (file: string) => new URL(file, import.meta.url);

async function told<Message>(child: ChildProcess, message: z.ZodType<Message>): Promise<Message> {
  const [found]: unknown[] = await once(child, 'message');
  return message.parse(found);
}

/** A server under test, and how to put load on it. */
class Server {
  readonly #child: ChildProcess;
  readonly #port: number;
  readonly #secret: string;

  private constructor(child: ChildProcess, port: number, secret: string) {
    this.#child = child;
    this.#port = port;
    this.#secret = secret;
  }

  static async start(name: Name): Promise<Server> {
    const secret = randomUUID();
    const stdio = ['ignore', 'ignore', 'inherit', 'ipc'] as const;
    const child = fork(beside('function-server.ts'), [name, secret], { stdio: [...stdio] });
    return new Server(child, (await told(child, portMessage)).port, secret);
  }

  async run(forMs: number): Promise<Run> {
    const before = await this.#usage();
    const load = fork(beside('function-load.ts'), [this.#port, this.#secret, CONNECTIONS, forMs].map(String));
    const { events, seconds, p50Ms, p99Ms } = await told(load, loadMessage);
    const after = await this.#usage();
    const cpuUs = (after.cpuUs - before.cpuUs) / events;
    return { perSecond: events / seconds, cpuUs, p50Ms, p99Ms, rssMiB: after.rssBytes / 2 ** 20 };
  }

  #usage() {
    this.#child.send('usage');
    return told(this.#child, usageMessage);
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }
}

async function measure(servers: ReadonlyMap<Name, Server>): Promise<ReadonlyMap<Name, readonly Run[]>> {
  const runs = new Map<Name, Run[]>(NAMES.map((name) => [name, []]));
  for (const server of servers.values()) await server.run(WARM_UP_MS);
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? NAMES : NAMES.toReversed()) {
      const run = await servers.get(name)?.run(RUN_MS);
      if (run) runs.get(name)?.push(run);
    }
  }
  return runs;
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function rowOf(runs: readonly Run[]) {
  const of = (pick: (run: Run) => number, digits = 0) => Number(median(runs.map(pick)).toFixed(digits));
  const rates = runs.map(({ perSecond }) => Math.round(perSecond));
  return {
    'events/s': of((run) => run.perSecond),
    slowest: Math.min(...rates),
    fastest: Math.max(...rates),
    'CPU us/event': of((run) => run.cpuUs),
    'p50 ms': of((run) => run.p50Ms, 2),
    'p99 ms': of((run) => run.p99Ms, 2),
    'memory MiB': of((run) => run.rssMiB),
  };
}

function report(runs: ReadonlyMap<Name, readonly Run[]>): void {
  const table = Object.fromEntries([...runs].map(([name, found]) => [name, rowOf(found)]));
  const rate = (name: Name) => table[name]?.['events/s'] ?? Number.NaN;
  const ratios = { ofBare: rate('function') / rate('bare'), ofOctokit: rate('function') / rate('octokit'), aim: AIM };
  if (words.includes('--json')) return console.log(JSON.stringify({ rounds, connections: CONNECTIONS, table, ratios }));
  console.log(
    `Signed pull_request events of 21 kB on ${CONNECTIONS} connections, ${rounds} interleaved runs, medians.`,
  );
  console.log(
    'function: everything it does until the wake of the preview is queued: limits, signature, parsing, hints,',
  );
  console.log(
    '  memory of deliveries, coalescing, answer, log. The wake resolves at once: a real one waits for GitHub.',
  );
  console.log('bare:     node:http, HMAC and JSON.parse, nothing else. octokit: @octokit/webhooks in node:http.');
  console.table(table);
  console.log(`of bare ${ratios.ofBare.toFixed(2)} (aim ${AIM}), of octokit ${ratios.ofOctokit.toFixed(2)}`);
}

const servers = new Map<Name, Server>();
try {
  for (const name of NAMES) servers.set(name, await Server.start(name));
  report(await measure(servers));
} finally {
  for (const server of servers.values()) server.stop();
}
