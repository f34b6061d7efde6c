import { systemTimers as timers } from '#adapters/node/time.ts';
import { createServer } from '#apps/server/server.ts';
import { listenOnSocket } from '#apps/server/socket.ts';
import type { Log } from '#ports/log.ts';
import type { Demo } from './demo.ts';
import type { Closing } from './world/closing.ts';

export interface SocketOptions {
  readonly path: string;
  readonly log: Log;
  readonly closing: Closing;
}

/**
 * Takes the socket that only this user can reach, before anything else is started: a second `dm up` ends here.
 * @returns what makes it answer `dm status` and its sisters. Throws `SocketError`.
 */
export async function takeSocket({ path, log, closing }: SocketOptions): Promise<(demo: Demo) => void> {
  let answering: ReturnType<typeof createServer> | undefined;
  const error = { code: 'Starting', message: 'dm up is starting', next: 'ask again in a moment' };
  const starting = () => Response.json({ error }, { status: 503 });
  const server = await listenOnSocket({ fetch: (request) => answering?.fetch(request) ?? starting() }, path);
  closing.add('socket', () => server.close());
  return ({ platform: { objects, images, podLogs, redact }, github }) => {
    const deliver = { objects, images, github: github.port };
    answering = createServer({ reader: objects, deliver, logs: { podLogs, redact }, timers, log });
  };
}
