import { styleText } from 'node:util';
import { jsonLog } from '#adapters/node/log.ts';
import { systemClock } from '#adapters/node/time.ts';
import { isoTime } from '#ports/clock.ts';
import { silentLog } from '#ports/log.ts';
import { startDemo, type Demo } from './demo.ts';
import { takeSocket } from './socket.ts';
import type { StoryEnd, StoryEvent } from './story/narrator.ts';
import { renderEnd, renderEvent, type Paint } from './terminal/render.ts';
import { Closing } from './world/closing.ts';
import { makeDirectories } from './world/directories.ts';

export interface UpOptions {
  /** End when the story is told instead of staying up. */
  readonly exit: boolean;
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
}

/** Runs local mode with the example and tells the story. @returns the exit code: 0, 1, or 130 after Ctrl-C */
export async function runUp(options: UpOptions, io: UpIo): Promise<number> {
  const log = options.verbose
    ? jsonLog(
        (line) => void io.stderr.write(line),
        () => isoTime(systemClock.now()),
      )
    : silentLog;
  const closing = new Closing(log);
  io.atExit(() => closing.kill());
  const print = printer(options, io);
  try {
    const answer = await takeSocket({ path: options.socket, user: io.user, log, closing });
    const directories = await makeDirectories(io.environment);
    closing.add('directories', directories.remove);
    const demo = await startDemo({ directories, environment: io.environment, proxyPort: options.port, log, closing });
    answer(demo);
    print.event(readyEvent(demo, options.socket));
    const end = await demo.tell(print.event, io.signal);
    if (io.signal.aborted) return 130;
    print.end(end);
    if (!end.ok) return 1;
    if (options.exit) return 0;
    print.event(urlsEvent(demo));
    await aborted(io.signal);
    return 130;
  } finally {
    await closing.close();
  }
}

const readyEvent = ({ github, platform }: Demo, socket: string): StoryEvent => ({
  event: 'ready',
  github: github.url,
  previews: `http://ENVIRONMENT.localhost:${platform.proxyPort}/`,
  socket,
});

const urlsEvent = ({ github, platform }: Demo): StoryEvent => ({
  event: 'urls',
  urls: [
    { name: 'staging', url: `http://shop-staging.localhost:${platform.proxyPort}/` },
    { name: 'github', url: github.url },
  ],
});

function printer({ json }: UpOptions, { stdout, colours }: UpIo) {
  const paint: Paint = (style, text) => (colours ? styleText(style, text, { validateStream: false }) : text);
  const line = (text: string) => void stdout.write(`${text}\n`);
  return {
    event: (event: StoryEvent) => line(json ? JSON.stringify(event) : renderEvent(event, paint)),
    end: (end: StoryEnd) => line(json ? JSON.stringify(end) : renderEnd(end, paint)),
  };
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
