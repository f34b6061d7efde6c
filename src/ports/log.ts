export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Structured lines for operators; `event` is a stable kebab-case word. Never a secret, never a payload. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
