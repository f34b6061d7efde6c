import { ask } from '#apps/cli/ask.ts';
import { complain } from '#apps/cli/complain.ts';
import { exitCode } from '#apps/cli/exit-code.ts';
import type { CliIo } from '#apps/cli/io.ts';
import { onServer, type ServerOptions } from './on-server.ts';
import { lookOf, type Look } from '#apps/cli/terminal/look.ts';
import { safeDeep, safeJson } from '#lib/safe-text.ts';

export type QueryOptions = ServerOptions;

/** A command that asks the server for one view and shows it. */
export interface Query<View> {
  readonly path: string;
  /** Pure. */
  readonly render: (view: View, look: Look) => string;
}

/** Asks and prints. @returns the exit code */
export const query = <View>({ path, render }: Query<View>, options: QueryOptions, io: CliIo): Promise<number> =>
  onServer(options, io, async (socket) => {
    try {
      const view = await ask<View>(socket, path);
      const text = options.json ? safeJson(view) : render(safeDeep(view), lookOf(io.stdout, io.environment));
      io.stdout.write(`${text}\n`);
      return exitCode.ok;
    } catch (error) {
      return complain(error, options.json, io);
    }
  });
