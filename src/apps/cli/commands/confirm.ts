import { createInterface } from 'node:readline/promises';
import { CodedError } from '#lib/coded-error.ts';
import type { CliIo } from '#apps/cli/io.ts';

/** Has the name of a stage typed again. Never guesses: without a terminal it throws `NotConfirmed`, as for another name. */
export async function confirmName(name: string, { stdin, stderr }: Pick<CliIo, 'stdin' | 'stderr'>): Promise<void> {
  if (!stdin.isTTY || !stderr.isTTY) throw notConfirmed(name, 'nobody is there to type its name');
  const terminal = createInterface({ input: stdin, output: stderr });
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  try {
    const typed = await Promise.race([terminal.question('type its name to delete it: '), closed]);
    if (typed.trim() !== name) throw notConfirmed(name, 'another name was typed');
  } finally {
    terminal.close();
  }
}

const notConfirmed = (name: string, why: string): CodedError =>
  new CodedError('NotConfirmed', `${name} is a stage, and was not deleted: ${why}`, {
    source: 'user',
    next: `type its name when you are asked, or add --yes`,
  });
