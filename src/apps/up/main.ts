import { styleText } from 'node:util';
import { serverLog } from '#adapters/node/log.ts';
import { systemClock as clock, systemTimers as timers } from '#adapters/node/time.ts';
import { loopbackUrl } from '#apps/proxy/loopback.ts';
import { silentLog, type Log } from '#ports/log.ts';
import type { ClusterSubject } from './cluster/cluster-place.ts';
import { startDemo, type Demo } from './demo.ts';
import type { AskPeople } from './repositories/open-questions.ts';
import type { OwnEvent } from './repositories/events.ts';
import { startOwn } from './repositories/start.ts';
import { takeSocket } from './socket.ts';
import type { StoryEnd, StoryEvent } from './story/narrator.ts';
import type { Paint } from './terminal/paint.ts';
import { renderEnd, renderEvent } from './terminal/render.ts';
import { renderOwnEvent } from './terminal/render-own.ts';
import { startChildren, type LocalChildren } from './world/children.ts';
import { Closing } from './world/closing.ts';
import { makeDirectories, type Directories } from './world/directories.ts';
import { clearStaleRuns } from './world/stale-runs.ts';

/** What is run: the example with its story, or repositories of the user. */
export type UpSubject =
  | {
      readonly kind: 'demo';
      /** End when the story is told instead of staying up. */
      readonly exit: boolean;
      /** A cluster that the services run on; left out: this machine. */
      readonly cluster?: ClusterSubject | undefined;
    }
  | {
      readonly kind: 'repositories';
      readonly paths: readonly string[];
      readonly branches: readonly string[];
      readonly limit: number;
    };

export interface UpOptions {
  readonly subject: UpSubject;
  readonly json: boolean;
  /** Writes the log of every part to standard error. */
  readonly verbose: boolean;
  /** Of the preview proxy; 0 takes a free one; left out: 4400, or a free one where that is taken. */
  readonly port: number | undefined;
  /** Where `dm status` and its sisters find this one. */
  readonly socket: string;
}

/** The outside world of a command. */
export interface UpIo {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  /** Whether standard output takes colours. */
  readonly colours: boolean;
  readonly environment: NodeJS.ProcessEnv;
  /** The name of the operating system's user. */
  readonly user: string;
  /** Aborts at the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Called at the end of the process, when nothing can be waited for. */
  readonly atExit: (task: () => void) => void;
  /** Undefined where nobody is there to answer. */
  readonly ask: AskPeople | undefined;
}

/** What both kinds of run need. */
interface Run {
  readonly directories: Directories;
  readonly environment: NodeJS.ProcessEnv;
  readonly local: LocalChildren;
  readonly proxyPort: number | undefined;
  readonly log: Log;
  readonly closing: Closing;
}

/** Runs local mode. @returns the exit code: 0, 1, or 130 after Ctrl-C */
export async function runUp(options: UpOptions, io: UpIo): Promise<number> {
  const log = logTo(options, io);
  const closing = new Closing(log);
  io.atExit(() => closing.kill());
  const { environment } = io;
  try {
    const local = startChildren({ log, closing });
    const answer = await takeSocket({
      path: options.socket,
      user: io.user,
      supervision: local.supervision,
      log,
      closing,
    });
    await clearStaleRuns(log);
    const directories = await makeDirectories(environment, local);
    closing.add('directories', directories.remove);
    const run = { directories, environment, local, proxyPort: options.port, log, closing };
    const { subject } = options;
    return subject.kind === 'demo'
      ? await runDemo(run, subject, { options, io, answer })
      : await runRepositories(run, subject, { options, io, answer });
  } finally {
    await closing.close();
  }
}

interface Session {
  readonly options: UpOptions;
  readonly io: UpIo;
  /** From now on `dm status` and its sisters are answered. */
  readonly answer: Awaited<ReturnType<typeof takeSocket>>;
}

async function runDemo(
  run: Run,
  { exit, cluster }: Extract<UpSubject, { kind: 'demo' }>,
  { options, io, answer }: Session,
): Promise<number> {
  const print = printer(options, io);
  const demo = await unlessAborted(startDemo({ ...run, cluster, signal: io.signal }), io.signal);
  if (!demo) return 130;
  let isThere = true;
  if (cluster) io.atExit(() => isThere && io.stderr.write(leftBehind(cluster)));
  answer({ ...demo.ground, ...demo.platform }, demo.github.port.push);
  print({ ...readyEvent(demo, options.socket), ...(cluster && { context: cluster.context }) }, renderEvent);
  const code = await liveThrough(demo, exit, print, io.signal);
  if (cluster) print({ event: 'progress', text: 'the example is taken out of the cluster' }, renderEvent);
  await demo.clear();
  isThere = false;
  return code;
}

/** Who insists on an end gets one. */
const leftBehind = ({ context }: ClusterSubject): string =>
  `dm up: the example is still in the cluster ${context}: the next "dm up --demo --context ${context}" takes it out\n`;

/** @returns the exit code */
async function liveThrough(
  demo: Demo,
  exit: boolean,
  print: ReturnType<typeof printer>,
  signal: AbortSignal,
): Promise<number> {
  const end = await demo.tell((event) => print(event, renderEvent), signal);
  if (signal.aborted) return 130;
  print(end, renderEnd);
  if (!end.ok) return 1;
  if (exit) return 0;
  print(urlsEvent(demo), renderEvent);
  await aborted(signal);
  return 130;
}

async function runRepositories(
  run: Run,
  { paths, branches, limit }: Extract<UpSubject, { kind: 'repositories' }>,
  { options, io, answer }: Session,
): Promise<number> {
  const print = printer(options, io);
  const tell = (event: OwnEvent) => print(event, renderOwnEvent);
  const starting = startOwn({ ...run, paths, branches, limit, ask: io.ask, tell, signal: io.signal });
  const own = await unlessAborted(starting, io.signal);
  if (!own) return 130;
  answer({ ...own.ground, ...own.platform }, own.port.push);
  print(readyEvent(own, options.socket), renderEvent);
  await aborted(io.signal);
  return 130;
}

const readyEvent = (
  { github, platform }: Pick<Demo, 'github' | 'platform'>,
  socket: string,
): Extract<StoryEvent, { event: 'ready' }> => ({
  event: 'ready',
  github: github.url,
  previews: loopbackUrl('ENVIRONMENT', platform.proxyPort),
  socket,
});

const urlsEvent = ({ github, platform }: Demo): StoryEvent => ({
  event: 'urls',
  urls: [
    { name: 'staging', url: loopbackUrl('shop-staging', platform.proxyPort) },
    { name: 'github', url: github.url },
  ],
});

function logTo({ verbose }: UpOptions, { stderr, atExit }: UpIo): Log {
  if (!verbose) return silentLog;
  const { log, flush } = serverLog({ write: (lines) => void stderr.write(lines), clock, timers });
  atExit(flush);
  return log;
}

/** Prints an event as JSON, or as its lines for people. */
function printer({ json }: UpOptions, { stdout, colours }: UpIo) {
  const paint: Paint = (style, text) => (colours ? styleText(style, text, { validateStream: false }) : text);
  return <Event extends StoryEvent | StoryEnd | OwnEvent>(
    event: Event,
    render: (event: Event, paint: Paint) => string,
  ) => void stdout.write(`${json ? JSON.stringify(event) : render(event, paint)}\n`);
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** What was started, or undefined when that is not waited for any more; closing ends what there is of it by then. */
async function unlessAborted<Started>(starting: Promise<Started>, signal: AbortSignal): Promise<Started | undefined> {
  const started = await Promise.race([starting, aborted(signal)]);
  if (started === undefined) starting.catch(() => undefined);
  return started ?? undefined;
}
