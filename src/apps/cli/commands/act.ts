import { CodedError } from '#lib/coded-error.ts';
import type { ActView, EnvironmentView } from '#apps/server/views.ts';
import { ask, post } from '#apps/cli/ask.ts';
import { complain } from '#apps/cli/complain.ts';
import { exitCode } from '#apps/cli/exit-code.ts';
import type { CliIo } from '#apps/cli/io.ts';
import { renderAct, renderIntent } from '#apps/cli/screens/act.ts';
import { safeJson, safeText } from '#lib/safe-text.ts';
import { confirmName } from './confirm.ts';
import { follow } from './follow.ts';
import type { QueryOptions } from './query.ts';

export interface ActCommandOptions extends QueryOptions {
  readonly why: string;
  readonly wait: boolean;
  /** Of a deletion: the name of a stage is not asked for again. */
  readonly yes?: boolean;
}

export interface Intent {
  readonly act: ActView['act'];
  readonly name: string;
}

/** Asks for an act and, unless told otherwise, waits for its end. Ctrl-C ends the waiting only. @returns the exit code */
export async function act(intent: Intent, options: ActCommandOptions, io: CliIo): Promise<number> {
  const { socket, json, wait } = options;
  const say = (line: string): void => {
    if (!json) io.stderr.write(`${safeText(line)}\n`);
  };
  try {
    const environment = await present(socket, intent);
    say(renderIntent(intent, environment));
    if (intent.act === 'delete' && environment?.stage && !options.yes) await confirmName(intent.name, io);
    const path = `/v1/environments/${encodeURIComponent(intent.name)}/${intent.act}`;
    const asked = await post<ActView>(socket, path, { key: io.newKey(), why: options.why });
    const end = wait ? await follow(asked, { socket, say }, io) : asked;
    if (!end) return exitCode.interrupted;
    io.stdout.write(`${json ? safeJson(end) : safeText(renderAct(end))}\n`);
    return exitCode.ok;
  } catch (error) {
    return complain(error, json, io);
  }
}

/** The environment as it is; undefined where there is none, which only a deletion minds. */
async function present(socket: string, { act: what, name }: Intent): Promise<EnvironmentView | undefined> {
  try {
    return await ask<EnvironmentView>(socket, `/v1/environments/${encodeURIComponent(name)}`);
  } catch (error) {
    if (what === 'redeploy' && error instanceof CodedError && error.code === 'NotFound') return undefined;
    throw error;
  }
}
