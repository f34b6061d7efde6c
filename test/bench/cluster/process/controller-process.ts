import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { systemTimers } from '#adapters/node/time.ts';
import { bundle, NODE_ENVIRONMENT, NODE_FLAGS } from '#scripts/bundle.ts';
import { freePorts } from '#dev/control-plane/ports.ts';
import { sleep } from '#ports/timers.ts';
import type { ServedGitHub } from '#test/bench/cluster/github.ts';
import type { Plane } from '#test/bench/cluster/plane.ts';

const usage = z.object({
  rssBytes: z.number(),
  cpuMs: z.number(),
  /** Its caches are full. */
  isReady: z.boolean(),
  /** By reconciler: how many keys it has been through. */
  reconciled: z.record(z.string(), z.number()),
});
export type Usage = z.output<typeof usage>;

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const LOOK_MS = 50;
const PATIENCE_MS = 600_000;
const SAMPLE_MS = 2_000;
const SAMPLES = 10;
const SAME = 0.02;
const LONGEST_SAMPLES = 60;

/** A controller in a process of its own, bundled as it ships. */
export class ControllerProcess {
  readonly #child: ChildProcess;
  readonly #directory: string;
  readonly #startedAt: number;

  private constructor(child: ChildProcess, directory: string, startedAt: number) {
    this.#child = child;
    this.#directory = directory;
    this.#startedAt = startedAt;
  }

  static async start(plane: Plane, github: ServedGitHub): Promise<ControllerProcess> {
    const directory = join(tmpdir(), `dm-bench-account-${randomUUID()}`);
    const file = (name: string, text: string) => writeFile(join(directory, name), text, { mode: 0o600 });
    await mkdir(directory, { mode: 0o700 });
    await file('ca.crt', plane.target.certificateAuthority);
    await file('token', plane.target.token);
    await file('private-key.pem', github.privateKey);
    await file('webhook-secret', 'unused');
    const [healthPort = 0] = await freePorts(1);
    const { hostname, port } = new URL(plane.target.url);
    const env = {
      ...process.env,
      ...NODE_ENVIRONMENT,
      ACCOUNT_DIRECTORY: directory,
      KUBERNETES_SERVICE_HOST: hostname,
      KUBERNETES_SERVICE_PORT: port,
      DM_GITHUB_API: github.url,
      DM_GITHUB_APP_ID: String(github.appId),
      DM_GITHUB_INSTALLATION_ID: String(github.installationId),
      DM_GITHUB_PRIVATE_KEY_FILE: join(directory, 'private-key.pem'),
      DM_WEBHOOK_SECRET_FILE: join(directory, 'webhook-secret'),
      DM_HEALTH_PORT: String(healthPort),
    };
    const program = join(directory, 'controller.mjs');
    await bundle(program, MAIN);
    const startedAt = performance.now();
    const child = fork(program, { env, execArgv: [...NODE_FLAGS], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    return new ControllerProcess(child, directory, startedAt);
  }

  async usage(): Promise<Usage> {
    this.#child.send('usage');
    const [found]: unknown[] = await once(this.#child, 'message', { signal: AbortSignal.timeout(30_000) });
    return usage.parse(found);
  }

  /** @returns milliseconds from its start until it was so */
  async until(what: string, holds: (now: Usage) => boolean | Promise<boolean>): Promise<number> {
    const deadline = performance.now() + PATIENCE_MS;
    while (performance.now() < deadline) {
      const now = await this.usage();
      const at = performance.now();
      if (await holds(now)) return at - this.#startedAt;
      await sleep(systemTimers, LOOK_MS);
    }
    throw new Error(`waited in vain for ${what}`);
  }

  /** Its resident memory once that has stayed the same for 20 seconds, in MB. Nobody forces a garbage collection. */
  async settledMemory(): Promise<number> {
    const seen: number[] = [];
    while (seen.length < LONGEST_SAMPLES) {
      seen.push((await this.usage()).rssBytes / 1e6);
      const last = seen.slice(-SAMPLES);
      if (last.length === SAMPLES && Math.max(...last) - Math.min(...last) <= SAME * Math.max(...last)) break;
      await sleep(systemTimers, SAMPLE_MS);
    }
    return seen.at(-1) ?? Number.NaN;
  }

  /** It leaves the lead to the next one. */
  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
    await rm(this.#directory, { recursive: true });
  }
}
