import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemo, type Demo } from '#apps/up/demo.ts';
import { Developer } from '#apps/up/people/developer.ts';
import { GitHubUser } from '#apps/up/people/github-user.ts';
import { visit } from '#apps/up/people/visitor.ts';
import { startChildren } from '#apps/up/world/children.ts';
import { Closing } from '#apps/up/world/closing.ts';
import { makeDirectories } from '#apps/up/world/directories.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import { silentLog } from '#ports/log.ts';

/** How long from the event that a check passed to the spec written, and to the URL that answers with the new code. */
interface Sample {
  readonly written: number;
  readonly answers: number;
  /** What the service itself takes from its start to its first answer, measured beside. */
  readonly bare: number;
}

const PUSHES = Number(process.argv[2] ?? 15);

async function main(): Promise<void> {
  const cache = await mkdtemp(join(tmpdir(), 'dm-bench-'));
  const closing = new Closing(silentLog);
  try {
    const environment = { ...process.env, XDG_CACHE_HOME: cache };
    const local = startChildren({ log: silentLog, closing });
    const directories = await makeDirectories(environment, local);
    closing.add('directories', directories.remove);
    const demo = await startDemo({ directories, environment, local, proxyPort: 0, log: silentLog, closing });
    report(await measure(demo, join(directories.run, 'ana')));
  } finally {
    await closing.close();
    await rm(cache, { recursive: true, force: true });
  }
}

async function measure(demo: Demo, directory: string): Promise<readonly Sample[]> {
  const { github, platform, repository } = demo;
  const developer = await Developer.create({
    name: 'ana',
    directory,
    remote: repository.bare,
    pushed: repository.pushed,
  });
  const user = new GitHubUser(`${github.url}/repos/${repository.ref.fullName}`, repository.developerToken);
  const events = new Events(demo);
  const samples: Sample[] = [];
  for (let push = 0; push <= PUSHES; push++) {
    const greeting = `Greeting number ${push}`;
    const sha = await developer.push('bench', greeting, {
      'catalogue.json': (text) => text.replace(/"greeting": "[^"]*"/, `"greeting": "${greeting}"`),
    });
    if (push === 0) await user.open('bench', 'Bench', '');
    const [passed, written, answers] = await Promise.all([
      events.passed(sha),
      events.written(sha),
      answering(platform.proxyPort, greeting),
    ]);
    const bare = await bareStart(directory);
    if (push > 0) samples.push({ written: written - passed, answers: answers - passed, bare });
  }
  return samples;
}

/** When things happened that others tell us of. */
class Events {
  readonly #passed = new Map<string, number>();
  readonly #written = new Map<string, number>();

  constructor({ github, ground }: Demo) {
    github.host.onChange(() => {
      for (const { checkRuns } of github.host.state.repositories) {
        for (const run of checkRuns) {
          if (run.conclusion !== 'success' || this.#passed.has(run.headSha)) continue;
          this.#passed.set(run.headSha, performance.now());
        }
      }
    });
    void this.#follow(ground);
  }

  passed = (sha: string) => until(() => this.#passed.get(sha));
  written = (sha: string) => until(() => this.#written.get(sha));

  async #follow({ objects }: Demo['ground']): Promise<void> {
    const signal = new AbortController().signal;
    const options = {
      namespace: HOME_NAMESPACE,
      resourceVersion: (await objects.list('Environment')).resourceVersion,
      signal,
    };
    for await (const event of objects.watch('Environment', options)) {
      if (event.type === 'BOOKMARK') continue;
      const sha = event.object.spec.revision?.sha;
      if (sha && !this.#written.has(sha)) this.#written.set(sha, performance.now());
    }
  }
}

async function until(look: () => number | undefined): Promise<number> {
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

async function answering(port: number, text: string): Promise<number> {
  const url = new URL('http://shop-pr-1.localhost/');
  for (;;) {
    const page = await visit(url, port).catch(() => undefined);
    if (page?.body.includes(text)) return performance.now();
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** The same service, started by hand. */
async function bareStart(directory: string): Promise<number> {
  const port = await freePort();
  const started = performance.now();
  const child = spawn(process.execPath, ['server.js'], {
    cwd: directory,
    env: { PORT: String(port) },
    stdio: 'ignore',
  });
  for (;;) {
    const page = await visit(new URL('http://localhost/healthz'), port).catch(() => undefined);
    if (page?.status === 200) break;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const ms = performance.now() - started;
  child.kill('SIGKILL');
  return ms;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function report(samples: readonly Sample[]): void {
  const column = (pick: (sample: Sample) => number) => {
    const sorted = samples.map(pick).toSorted((left, right) => left - right);
    const at = (share: number) =>
      Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
    return { median: at(0.5), p95: at(0.95) };
  };
  const bare = column((sample) => sample.bare);
  const answers = column((sample) => sample.answers);
  console.log(`${samples.length} pushes; milliseconds from the check's success`);
  console.log(
    'environment written',
    column((sample) => sample.written),
  );
  console.log('URL answers with the new code', answers);
  console.log('the service alone, from start to first answer', bare);
  console.log(`ratio of the medians: ${(answers.median / bare.median).toFixed(2)}`);
  console.log(`memory of the whole of local mode: ${Math.round(process.memoryUsage.rss() / 2 ** 20)} MiB`);
}

await main();
