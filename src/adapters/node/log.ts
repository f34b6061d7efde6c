import type { Clock } from '#ports/clock.ts';
import type { Log, LogFields } from '#ports/log.ts';
import type { Timers } from '#ports/timers.ts';

/** Writes each line as one JSON object. @param write takes a line with its newline @param now an ISO 8601 time */
export function jsonLog(write: (line: string) => void, now: () => string): Log {
  const line = (level: string) => (event: string, fields?: LogFields) => {
    // One object of everything would copy the fields, which is half of what a line costs.
    const rest = fields ? JSON.stringify(fields).slice(1) : '}';
    const comma = rest === '}' ? '' : ',';
    write(`{"at":"${now()}","level":"${level}","event":${JSON.stringify(event)}${comma}${rest}\n`);
  };
  return { info: line('info'), warn: line('warn'), error: line('error') };
}

export interface ServerLogOptions {
  /** Takes lines with their newlines. */
  readonly write: (lines: string) => void;
  readonly clock: Clock;
  readonly timers: Timers;
}

/** How late a line may be written. */
const TOGETHER_MS = 5;

/**
 * The log of a server that has much to say: lines that come close together are written together, since a write for each
 * costs more than the line. Whoever makes it calls `flush` when the process exits; one that is killed loses its last lines.
 */
export function serverLog({ write, clock, timers }: ServerLogOptions): {
  readonly log: Log;
  readonly flush: () => void;
} {
  let lines = '';
  const flush = () => {
    const together = lines;
    lines = '';
    if (together !== '') write(together);
  };
  const add = (line: string) => {
    if (lines === '') timers.after(TOGETHER_MS, flush);
    lines += line;
  };
  return { log: jsonLog(add, isoNow(clock)), flush };
}

/** Formats a time once for all lines of one millisecond. */
function isoNow(clock: Clock): () => string {
  let at = Number.NaN;
  let text = '';
  return () => {
    const ms = clock.now();
    if (ms !== at) text = new Date(ms).toISOString();
    at = ms;
    return text;
  };
}
