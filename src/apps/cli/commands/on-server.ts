import type { CliIo } from '#apps/cli/io.ts';
import { complain } from '#apps/cli/complain.ts';

/** Who answers: a `dm up` behind its socket, or a cluster of the kubeconfig. */
export interface ServerOptions {
  readonly socket: string;
  readonly context?: string;
  readonly json: boolean;
}

/** Runs a command against whoever its options name. @returns its exit code */
export async function onServer(
  { socket, context, json }: ServerOptions,
  io: CliIo,
  run: (socket: string) => Promise<number>,
): Promise<number> {
  if (context === undefined) return run(socket);
  const { serveContext } = await import('#apps/up/cluster/serve-context.ts');
  try {
    const server = await serveContext(context, io.temporaryDirectory);
    try {
      return await run(server.socket);
    } finally {
      await server.close();
    }
  } catch (error) {
    return complain(error, json, io);
  }
}
