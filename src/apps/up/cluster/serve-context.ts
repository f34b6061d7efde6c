import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { clusterOfContext } from '#adapters/kubernetes/kubeconfig.ts';
import { systemClock as clock, systemTimers as timers } from '#adapters/node/time.ts';
import { createServer } from '#apps/server/server.ts';
import { listenOnSocket } from '#apps/server/socket.ts';
import { silentLog as log } from '#ports/log.ts';
import { RememberingReader } from '#runtime/remembering-reader.ts';
import { connect } from './connect.ts';
import { readerFor } from './unusable.ts';

/** A server of this process that answers from a cluster. */
export interface ContextServer {
  /** The path of its socket, which only this user can reach. */
  readonly socket: string;
  close(): Promise<void>;
}

/** We hold no secret of that cluster. */
const redact = (text: string): string => text;

/**
 * Answers what `dm status` and its sisters ask, with the rights that a person has in a cluster: no act, and nothing that
 * needs GitHub. Throws the errors of `clusterOfContext`.
 */
export async function serveContext(context: string, temporaryDirectory: string): Promise<ContextServer> {
  const { access } = await clusterOfContext(context);
  const { client, objects, podLogs } = connect(access);
  const reader = new RememberingReader(readerFor(context, objects), clock);
  const directory = await mkdtemp(join(temporaryDirectory, 'dm-context-'));
  const socket = join(directory, 'dm.sock');
  const server = await listenOnSocket(createServer({ reader, logs: { podLogs, redact }, timers, log }), socket);
  return {
    socket,
    async close() {
      await server.close();
      client.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
