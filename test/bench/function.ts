import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { z } from 'zod';

/**
 * How many signed deliveries a second the function takes, beside a bare server that only verifies and parses them and
 * beside GitHub's own library. Each server is a process of its own, so is the load; runs take turns, and a ratio is the
 * median of the ratios within one round. "By CPU" compares what an event costs a server's process, which says the same
 * where other programs share the machine.
 *
 * An event is an opened pull request of 21 kB with a delivery's id, a number and a head of its own among 1,024. Each wakes
 * a preview, which is checked. All that the function does counts: limits, signature, parsing, hints, memory of deliveries,
 * coalescing, answer, and its log, which somebody reads. The wake itself is done at once and outside: a real one begins
 * with a question to GitHub, and neither of the other two servers has one.
 */
const NAMES = ['bare', 'silent', 'function', 'octokit'] as const;
type Name = (typeof NAMES)[number];

const CONNECTIONS = 32;
/** Until the compiler has nothing left to do, of which the function has the most. */
const WARM_UP_MS = 6_000;
const RUN_MS = 2_000;
const AIM = 0.8;

interface Run {
  readonly perSecond: number;
  readonly cpuUs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly rssMiB: number;
}

const given = process.argv.slice(2);
const rounds = Number(given.find((word) => /^\d+$/.test(word)) ?? 7);

const portMessage = z.object({ port: z.number() });
const usageMessage = z.object({ cpuUs: z.number(), rssBytes: z.number(), woken: z.number() });
const loadMessage = z.object({ events: z.number(), seconds: z.number(), p50Ms: z.number(), p99Ms: z.number() });

const beside = (file: string) => new URL(file, import.meta.url);

async function told<Message>(child: ChildProcess, message: z.ZodType<Message>): Promise<Message> {
  const [found]: unknown[] = await once(child, 'message');
  return message.parse(found);
}

/** A server under test, and how to put load on it. */
class Server {
  readonly #name: Name;
  readonly #child: ChildProcess;
  readonly #port: number;
  readonly #secret: string;
  /** No delivery's id is used twice. */
  #nextId = 1;

  private constructor(name: Name, child: ChildProcess, port: number, secret: string) {
    this.#name = name;
    this.#child = child;
    this.#port = port;
    this.#secret = secret;
  }

  static async start(name: Name): Promise<Server> {
    const secret = randomUUID();
    const stdio = ['ignore', 'pipe', 'inherit', 'ipc'] as const;
    const child = fork(beside('function-server.ts'), [name, secret], { stdio: [...stdio] });
    child.stdout?.resume();
    return new Server(name, child, (await told(child, portMessage)).port, secret);
  }

  async run(forMs: number): Promise<Run> {
    const before = await this.#usage();
    const words = [this.#port, this.#secret, CONNECTIONS, forMs, this.#nextId].map(String);
    const load = fork(beside('function-load.ts'), words);
    const { events, seconds, p50Ms, p99Ms } = await told(load, loadMessage);
    const after = await this.#usage();
    this.#nextId += events;
    const woken = after.woken - before.woken;
    if (this.#name === 'function' && woken !== events) throw new Error(`${events} events woke ${woken} previews`);
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

/** Of the function to another server, within each round. */
function ratiosTo(runs: ReadonlyMap<Name, readonly Run[]>, other: Name) {
  const pairs = (runs.get('function') ?? []).flatMap((ours, round) => {
    const theirs = runs.get(other)?.[round];
    return theirs ? [{ ours, theirs }] : [];
  });
  const rates = pairs.map(({ ours, theirs }) => ours.perSecond / theirs.perSecond);
  return {
    rate: median(rates),
    lowest: Math.min(...rates),
    highest: Math.max(...rates),
    byCpu: median(pairs.map(({ ours, theirs }) => theirs.cpuUs / ours.cpuUs)),
  };
}

function report(runs: ReadonlyMap<Name, readonly Run[]>): void {
  const table = Object.fromEntries([...runs].map(([name, found]) => [name, rowOf(found)]));
  const ratios = {
    bare: ratiosTo(runs, 'bare'),
    silent: ratiosTo(runs, 'silent'),
    octokit: ratiosTo(runs, 'octokit'),
  };
  if (given.includes('--json'))
    return console.log(JSON.stringify({ rounds, connections: CONNECTIONS, aim: AIM, table, ratios }));
  console.log(
    `Signed pull_request events of 21 kB on ${CONNECTIONS} connections, ${rounds} interleaved runs, medians.`,
  );
  console.log('function: all it does but the wake of the preview itself, which begins with a question to GitHub.');
  console.log(
    'bare:     node:http, HMAC, JSON.parse and the same answer. silent: the same, and an answer without a body.',
  );
  console.log('octokit:  @octokit/webhooks in node:http.');
  console.table(table);
  for (const [name, of] of Object.entries(ratios)) {
    const [rate, lowest, highest, byCpu] = [of.rate, of.lowest, of.highest, of.byCpu].map((ratio) => ratio.toFixed(2));
    console.log(
      `of ${name} ${rate} (${lowest} to ${highest}), by CPU ${byCpu}${name === 'bare' ? `; the aim is ${AIM}` : ''}`,
    );
  }
}

const servers = new Map<Name, Server>();
try {
  for (const name of NAMES) servers.set(name, await Server.start(name));
  report(await measure(servers));
} finally {
  for (const server of servers.values()) server.stop();
}
