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
    environment: {
      ...process.env,
      TMPDIR: directory,
      XDG_CACHE_HOME: join(directory, 'cache'),
      XDG_STATE_HOME: join(directory, 'state'),
    },
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

export type Line = Readonly<Record<string, unknown>>;

/** A `dm up --json` that runs. */
export interface Up {
  readonly child: ChildProcess;
  /** Every line so far. */
  readonly lines: readonly Line[];
  /** Resolves with the first line that fits; rejects when the process ends or the deadline passes before. */
  line(what: string, fits: (line: Line) => boolean): Promise<Line>;
  /** The same, of the lines after the last one that this has given. */
  next(what: string, fits: (line: Line) => boolean): Promise<Line>;
  readonly ended: Promise<number | null>;
}

const DEADLINE_MS = 120_000;
const LINES_SHOWN = 30;

/** `dm up --demo --json`. */
export const startUp = (place: Place, ...words: readonly string[]): Up => start(place, ['--demo', ...words]);

/** `dm up --repo ... --json`, on free ports. */
export const startOwnUp = (place: Place, repositories: readonly string[], ...words: readonly string[]): Up =>
  start(place, [...repositories.flatMap((path) => ['--repo', path]), '--port', '0', ...words]);

function start({ environment, socket }: Place, words: readonly string[]): Up {
  const all = ['up', '--json', '--socket', socket, ...words];
  const child = spawn('bin/dm', all, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: Line[] = [];
  const lookers = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (text) => {
    lines.push(JSON.parse(text));
    for (const look of lookers) look();
  });
  const ended = once(child, 'close').then(() => child.exitCode);
  const lineAfter = (from: number, what: string, fits: (line: Line) => boolean): Promise<number> =>
    new Promise((resolve, reject) => {
      const give = (why: string): void => {
        clearTimeout(timer);
        reject(
          new Error(
            `${what}: ${why}; the last lines:\n${lines
              .slice(-LINES_SHOWN)
              .map((one) => JSON.stringify(one))
              .join('\n')}`,
          ),
        );
      };
      const timer = setTimeout(() => give(`not within ${DEADLINE_MS} ms`), DEADLINE_MS);
      const look = () => {
        const index = lines.findIndex((one, at) => at >= from && fits(one));
        if (index < 0) return;
        clearTimeout(timer);
        lookers.delete(look);
        resolve(index);
      };
      lookers.add(look);
      look();
      void ended.then(() => give('dm ended before'));
    });
  let read = 0;
  return {
    child,
    lines,
    ended,
    line: async (what, fits) => lines[await lineAfter(0, what, fits)] ?? {},
    async next(what, fits) {
      const index = await lineAfter(read, what, fits);
      read = index + 1;
      return lines[index] ?? {};
    },
  };
}
