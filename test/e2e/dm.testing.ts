import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A place of its own for one test: cache, temporary directory and socket. */
export interface Place {
  readonly directory: string;
  readonly socket: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly remove: () => Promise<void>;
}

export async function makePlace(): Promise<Place> {
  const directory = await mkdtemp(join(tmpdir(), 'dm-e2e-'));
  return {
    directory,
    socket: join(directory, 'private', 'dm.sock'),
    environment: { ...process.env, TMPDIR: directory, XDG_CACHE_HOME: join(directory, 'cache') },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `dm` to its end. */
export async function dm({ environment, socket }: Place, ...words: readonly string[]): Promise<Ended> {
  const child = spawn('bin/dm', [...words, '--socket', socket], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (texts.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (texts.stderr += chunk.toString()));
  await once(child, 'close');
  return { code: child.exitCode, ...texts };
}

/** A `dm up --demo --json` that runs. */
export interface Up {
  readonly child: ChildProcess;
  /** Every line so far. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  /** Resolves with the first line that fits; rejects when the process ends or the deadline passes before. */
  line(what: string, fits: (line: Readonly<Record<string, unknown>>) => boolean): Promise<void>;
  readonly ended: Promise<number | null>;
}

const DEADLINE_MS = 120_000;

export function startUp({ environment, socket }: Place, ...words: readonly string[]): Up {
  const all = ['up', '--demo', '--json', '--socket', socket, ...words];
  const child = spawn('bin/dm', all, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: Readonly<Record<string, unknown>>[] = [];
  const lookers = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (text) => {
    lines.push(JSON.parse(text));
    for (const look of lookers) look();
  });
  const ended = once(child, 'close').then(() => child.exitCode);
  const line: Up['line'] = (what, fits) =>
    new Promise((resolve, reject) => {
      const give = (why: string) =>
        reject(new Error(`${what}: ${why}; lines:\n${lines.map((one) => JSON.stringify(one)).join('\n')}`));
      const timer = setTimeout(() => give(`not within ${DEADLINE_MS} ms`), DEADLINE_MS);
      const look = () => {
        if (!lines.some(fits)) return;
        clearTimeout(timer);
        lookers.delete(look);
        resolve();
      };
      lookers.add(look);
      look();
      void ended.then(() => give('dm ended before'));
    });
  return { child, lines, line, ended };
}
