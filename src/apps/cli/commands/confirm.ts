import { CodedError } from '#lib/coded-error.ts';
import type { CliIo } from '#apps/cli/io.ts';
import { createPrompt } from '#apps/cli/terminal/prompt.ts';

/** Has the name of a stage typed again. Never guesses: without a terminal it throws `NotConfirmed`, as for another name. */
export async function confirmName(name: string, io: CliIo): Promise<void> {
  if (io.stdin.isTTY !== true || io.stderr.isTTY !== true) throw notConfirmed(name, 'nobody is there to type its name');
  using prompt = createPrompt(io, io.interruptible());
  const typed = await prompt.ask('type its name to delete it: ');
  if (typed?.trim() !== name) throw notConfirmed(name, 'another name was typed');
}

const notConfirmed = (name: string, why: string): CodedError =>
  new CodedError('NotConfirmed', `${name} is a stage, and was not deleted: ${why}`, {
    source: 'user',
    next: `type its name when you are asked, or add --yes`,
  });
