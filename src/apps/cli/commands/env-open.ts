import { once } from 'node:events';
import { CodedError } from '#lib/coded-error.ts';
import { ask } from '#apps/cli/ask.ts';
import { browserOf } from '#apps/cli/browser.ts';
import { complain } from '#apps/cli/complain.ts';
import { exitCode } from '#apps/cli/exit-code.ts';
import type { CliIo } from '#apps/cli/io.ts';
import { safeJson, safeText } from '#lib/safe-text.ts';
import type { EnvironmentDetailsView } from '#apps/server/views.ts';
import { onServer } from './on-server.ts';
import type { QueryOptions } from './query.ts';

export interface OpenOptions extends QueryOptions {
  /** Only prints the address. */
  readonly print: boolean;
}

/**
 * Opens an environment in the browser of the user, and prints its address either way. On a cluster it is reached by
 * port-forward, until Ctrl-C. @returns the exit code
 */
export const envOpen = (name: string, options: OpenOptions, io: CliIo): Promise<number> =>
  onServer(options, io, async (socket) => {
    const { json, context } = options;
    try {
      const view = await ask<EnvironmentDetailsView>(socket, `/v1/environments/${encodeURIComponent(name)}`);
      const url = addressOf(view);
      if (context !== undefined) return await forward({ name: view.name, context }, options, io);
      await show({ name: view.name, url }, options, io);
      return exitCode.ok;
    } catch (error) {
      return complain(error, json, io);
    }
  });

/** Keeps the way into the cluster open. */
async function forward(
  { name, context }: { readonly name: string; readonly context: string },
  options: OpenOptions,
  io: CliIo,
): Promise<number> {
  const { openPreviews } = await import('#apps/up/cluster/open-previews.ts');
  const signal = io.interruptible();
  const opened = await openPreviews(context);
  try {
    await show({ name, url: opened.urlOf(name) }, options, io);
    say(io, 'it is reached through the cluster until Ctrl-C');
    if (!signal.aborted) await once(signal, 'abort');
    return exitCode.interrupted;
  } finally {
    await opened.close();
  }
}

async function show(view: { readonly name: string; readonly url: string }, { json, print }: OpenOptions, io: CliIo) {
  io.stdout.write(json ? `${safeJson(view)}\n` : `${safeText(view.url)}\n`);
  if (!json && !print) await open(view.url, io);
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
