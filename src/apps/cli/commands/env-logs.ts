import { once } from 'node:events';
import { askStream } from '#apps/cli/ask.ts';
import { complain } from '#apps/cli/complain.ts';
import { exitCode } from '#apps/cli/exit-code.ts';
import type { CliIo, Output } from '#apps/cli/io.ts';
import { podStyles, renderLog } from '#apps/cli/screens/log.ts';
import { lookOf } from '#apps/cli/terminal/look.ts';
import { safeDeep, safeJsonLine } from '#lib/safe-text.ts';
import type { LogView } from '#apps/server/views.ts';
import { onServer } from './on-server.ts';
import type { QueryOptions } from './query.ts';

export interface LogsOptions extends QueryOptions {
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly tail?: number;
}

/** Prints what pods write. @returns the exit code: that of an interrupt when Ctrl-C ended it */
export async function envLogs(name: string, options: LogsOptions, io: CliIo): Promise<number> {
  const signal = io.interruptible();
  const print = options.json ? jsonPrinter(io) : textPrinter(options, io);
  return onServer(options, io, async (socket) => {
    try {
      const views = askStream<LogView>(socket, pathOf(name, options), signal);
      for await (const view of views) await print(view, signal);
      return signal.aborted ? exitCode.interrupted : exitCode.ok;
    } catch (error) {
      return signal.aborted ? exitCode.interrupted : complain(error, options.json, io);
    }
  });
}

function pathOf(name: string, { follow, previous, tail }: LogsOptions): string {
  const query = new URLSearchParams({ follow: String(follow), previous: String(previous) });
  if (tail !== undefined) query.set('tail', String(tail));
  return `/v1/environments/${encodeURIComponent(name)}/logs?${query.toString()}`;
}

type Print = (view: LogView, signal: AbortSignal) => Promise<void>;

const jsonPrinter =
  ({ stdout }: CliIo): Print =>
  (view, signal) =>
    write(stdout, safeJsonLine(view), signal);

/** What pods wrote is the result; what is said about them is not. */
function textPrinter({ timestamps }: LogsOptions, { stdout, stderr, environment }: CliIo): Print {
  const styleOf = podStyles();
  return (view, signal) => {
    const output = view.kind === 'line' ? stdout : stderr;
    const { paint } = lookOf(output, environment);
    return write(output, renderLog(safeDeep(view), { paint, styleOf, timestamps }), signal);
  };
}

/** Waits for a reader that is slow: what comes meanwhile waits, and gives way, at the server. */
async function write(output: Output, text: string, signal: AbortSignal): Promise<void> {
  if (!output.write(`${text}\n`)) await once(output, 'drain', { signal });
}
