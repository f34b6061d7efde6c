import { spawn, spawnSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

/** Runs a command on a terminal of its own (util-linux). */
const program = 'script';
export const hasTerminal = spawnSync(program, ['--version']).status === 0;

export const CTRL_C = '\u0003';
export const CTRL_D = '\u0004';
/** How every question of `dm` ends. */
const PROMPT = ') > ';
const DEADLINE_MS = 120_000;

/** A command that runs on a terminal, and what has appeared there. */
export interface Terminal {
  /** Without colours and cursor movements. */
  screen(): string;
  type(text: string): void;
  readonly ended: Promise<number | null>;
  kill(): void;
}

/**
 * @param command a line for the shell
 * @param answers what is typed at each question; after the last one it is Ctrl-C
 */
export function onTerminal(command: string, environment: NodeJS.ProcessEnv, answers: readonly string[]): Terminal {
  const env = { ...environment, TERM: 'xterm', SHELL: '/bin/sh', NO_COLOR: '1' };
  const words = ['-qec', `stty cols 200; ${command}`, '/dev/null'];
  const child = spawn(program, words, { env, stdio: ['pipe', 'pipe', 'inherit'], timeout: DEADLINE_MS });
  const left = [...answers];
  let screen = '';
  let answered = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    screen += stripVTControlCharacters(chunk.toString('utf8'));
    const asked = screen.split(PROMPT).length - 1;
    for (; answered < asked; answered += 1) child.stdin.write(left.shift() ?? CTRL_C);
  });
  return {
    screen: () => screen,
    type: (text) => void child.stdin.write(text),
    ended: new Promise((resolve) => child.once('exit', resolve)),
    kill: () => void child.kill('SIGKILL'),
  };
}
