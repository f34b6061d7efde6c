import { systemClock as clock, systemTimers as timers } from '#adapters/node/time.ts';
import { createServer } from '#apps/server/server.ts';
import { listenOnSocket } from '#apps/server/socket.ts';
import type { Log } from '#ports/log.ts';
import type { Demo } from './demo.ts';
import type { Closing } from './world/closing.ts';

export interface SocketOptions {
  readonly path: string;
  /** The name of the operating system's user that runs this. */
  readonly user: string;
  readonly log: Log;
  readonly closing: Closing;
}

/**
 * Takes the socket that only this user can reach, before anything else is started: a second `dm up` ends here.
 * @returns what makes it answer `dm status` and its sisters. Throws `SocketError`.
 */
export async function takeSocket({ path, user, log, closing }: SocketOptions): Promise<(demo: Demo) => void> {
  // Only this user can reach the socket: whoever asks is this user.
  const person = { localUser: user };
  let answering: ReturnType<typeof createServer> | undefined;
  const error = { code: 'Starting', message: 'dm up is starting', next: 'ask again in a moment' };
  const starting = () => Response.json({ error }, { status: 503 });
  const server = await listenOnSocket({ fetch: (request) => answering?.fetch(request) ?? starting() }, path);
  closing.add('socket', () => server.close());
  return ({ platform: { objects, images }, github }) => {
    const acts = { objects, clock, person };
    answering = createServer({ reader: objects, deliver: { objects, images, github: github.port }, acts, timers, log });
  };
}
