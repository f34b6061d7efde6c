import { CodedError } from '#lib/coded-error.ts';
import { ask } from '#apps/cli/ask.ts';
import { browserOf } from '#apps/cli/browser.ts';
import { complain } from '#apps/cli/complain.ts';
import { exitCode } from '#apps/cli/exit-code.ts';
import type { CliIo } from '#apps/cli/io.ts';
import { safeJson, safeText } from '#lib/safe-text.ts';
import type { EnvironmentDetailsView } from '#apps/server/views.ts';
import type { QueryOptions } from './query.ts';

export interface OpenOptions extends QueryOptions {
  /** Only prints the address. */
  readonly print: boolean;
}

/** Opens an environment in the browser of the user, and prints its address either way. @returns the exit code */
export async function envOpen(name: string, { socket, json, print }: OpenOptions, io: CliIo): Promise<number> {
  try {
    const view = await ask<EnvironmentDetailsView>(socket, `/v1/environments/${encodeURIComponent(name)}`);
    const url = addressOf(view);
    io.stdout.write(json ? `${safeJson({ name: view.name, url })}\n` : `${safeText(url)}\n`);
    if (!json && !print) await open(url, io);
    return exitCode.ok;
  } catch (error) {
    return complain(error, json, io);
  }
}

/** Throws `CodedError` `NoAddress`. */
function addressOf({ name, url, reason, message }: EnvironmentDetailsView): string {
  const next = `dm why ${name}`;
  if (url === undefined) {
    throw new CodedError('NoAddress', `${name} has no address yet: ${reason}: ${message}`, { source: 'user', next });
  }
  const parsed = URL.parse(url);
  if (parsed?.protocol === 'http:' || parsed?.protocol === 'https:') return parsed.href;
  throw new CodedError('NoAddress', `${name} has the address ${url}, which is none of the web`, {
    source: 'system',
    next,
  });
}

/** That there is no browser is no failure: the address is on the screen. */
async function open(url: string, io: CliIo): Promise<void> {
  const program = browserOf(io);
  if (program === undefined) return say(io, 'there is no display: open this address in a browser');
  const isStarted = await io.launch(program, url);
  if (!isStarted) say(io, `${program} could not be started: open this address in a browser`);
}

const say = ({ stderr }: CliIo, text: string): void => void stderr.write(`${safeText(text)}\n`);
