import { spawn } from 'node:child_process';
import { CodedError } from '#lib/coded-error.ts';
import { programPath } from './path.ts';

export interface RunOptions {
  readonly input?: string | Uint8Array;
  readonly timeoutMs?: number;
  readonly env?: Readonly<Record<string, string>>;
}

const TIMEOUT_MS = 60_000;

/** Runs a program to its end. @returns what it wrote @throws `CommandFailed` with its last words */
export async function run(command: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, output, errors } = await ask(command, options);
  if (code === 0) return output;
  throw new CodedError('CommandFailed', `${command.slice(0, 6).join(' ')}: ended with ${code}: ${errors.trim()}`, {
    source: 'system',
  });
}

export interface Answer {
  /** The exit code, a signal, or why it did not start. */
  readonly code: number | string;
  readonly output: string;
  readonly errors: string;
}

/** Runs a program to its end, however it ends. */
export function ask(command: readonly string[], options: RunOptions = {}): Promise<Answer> {
  const { input = '', timeoutMs: timeout = TIMEOUT_MS, env = {} } = options;
  const [program = '', ...rest] = command;
  return new Promise((resolve) => {
    const child = spawn(program, rest, { timeout, env: { ...process.env, PATH: programPath(), ...env } });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.stdin.on('error', () => undefined).end(input);
    child.once('error', (error) => resolve({ code: 'not started', output, errors: error.message }));
    child.once('close', (code, signal) => resolve({ code: code ?? signal ?? 'unknown', output, errors }));
  });
}
