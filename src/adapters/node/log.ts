import type { Log, LogFields } from '#ports/log.ts';

/** Writes each line as one JSON object. @param write takes a line with its newline */
export function jsonLog(write: (line: string) => void, now: () => string): Log {
  const line = (level: string) => (event: string, fields?: LogFields) =>
    write(`${JSON.stringify({ at: now(), level, event, ...fields })}\n`);
  return { info: line('info'), warn: line('warn'), error: line('error') };
}
