import { CodedError, messageOf } from '#lib/coded-error.ts';
import { exitCode } from './exit-code.ts';
import type { CliIo } from './io.ts';
import { safeJson, safeText } from '#lib/safe-text.ts';
import { lookOf, type Look } from './terminal/look.ts';

/** An error in words: what happened, where and why, then what to do. Pure. */
export function renderError(error: unknown, { paint }: Pick<Look, 'paint'>): string {
  const { code, message, next } = described(error);
  const lines = [`${paint('red', `error: ${code}`)}: ${safeText(message)}`];
  if (!(error instanceof CodedError) && error instanceof Error) lines.push(...stackOf(error));
  if (next !== undefined) lines.push(`${paint('bold', 'next')}: ${safeText(next)}`);
  return lines.join('\n');
}

/** The same for programs, as the server says it. Pure. */
export const renderErrorJson = (error: unknown): string => safeJson({ error: described(error) });

export function exitCodeOf(error: unknown): number {
  if (!(error instanceof CodedError)) return exitCode.failure;
  if (error.code === 'Interrupted') return exitCode.interrupted;
  return NOT_FOUND.has(error.code) ? exitCode.notFound : exitCode.failure;
}

const NOT_FOUND: ReadonlySet<string> = new Set(['NotFound', 'NoSuchEnvironment']);

const stackOf = ({ stack = '' }: Error): readonly string[] => stack.split('\n').slice(1).map(safeText);

function described(error: unknown): { code: string; message: string; next?: string } {
  if (error instanceof CodedError) {
    const { code, message, next } = error;
    return { code, message, ...(next !== undefined && { next }) };
  }
  return { code: 'Unexpected', message: messageOf(error), next: 'this is our fault: please report it' };
}

/** Says it on standard error. @returns the exit code */
export function complain(error: unknown, json: boolean, { stderr, environment }: CliIo): number {
  const text = json ? renderErrorJson(error) : renderError(error, lookOf(stderr, environment));
  stderr.write(`${text}\n`);
  return exitCodeOf(error);
}
