import { createInterface } from 'node:readline/promises';
import type { CliIo } from '#apps/cli/io.ts';

/** Asks for one line. Undefined: Ctrl-C, Ctrl-D, or the process is to end. */
export type Prompt = (question: string) => Promise<string | undefined>;

/** Asks on standard error, so that results stay alone on standard output. Dispose it to give the terminal back. */
export function createPrompt({ stdin, stderr }: CliIo, signal: AbortSignal): { ask: Prompt } & Disposable {
  const gone = new AbortController();
  const lines = createInterface({ input: stdin, output: stderr, terminal: true });
  lines.on('SIGINT', () => gone.abort());
  lines.on('close', () => gone.abort());
  const either = AbortSignal.any([signal, gone.signal]);
  return {
    ask: async (question) => {
      try {
        return await lines.question(question, { signal: either });
      } catch (error) {
        if (!either.aborted) throw error;
        stderr.write('\n');
        return undefined;
      }
    },
    [Symbol.dispose]: () => lines.close(),
  };
}
