import { CodedError } from '#lib/coded-error.ts';

/** Says on standard error what went wrong and what to do next. @returns the exit code */
export function complain(error: unknown): number {
  if (!(error instanceof CodedError)) throw error;
  console.error(`error: ${error.code}: ${error.message}`);
  if (error.next !== undefined) console.error(`next: ${error.next}`);
  return 1;
}
