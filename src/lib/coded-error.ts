/** Whose act mends it: the user's (a wrong file, a wrong flag) or ours and the systems we call. */
export type ErrorSource = 'user' | 'system';

export interface ErrorDetails {
  readonly source: ErrorSource;
  /** What to do next, as a sentence or a command. */
  readonly next?: string | undefined;
  readonly cause?: unknown;
}

/** An error with a stable PascalCase code to test and to look up; the message reads `what: where: why`. */
export class CodedError<Code extends string = string> extends Error {
  override readonly name: string = 'CodedError';
  readonly code: Code;
  readonly source: ErrorSource;
  readonly next: string | undefined;

  constructor(code: Code, message: string, { source, next, cause }: ErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.source = source;
    this.next = next;
  }
}

/** The message of anything that was thrown. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
