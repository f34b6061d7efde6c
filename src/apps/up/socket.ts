import { systemClock as clock, systemTimers as timers } from '#adapters/node/time.ts';
import { createServer } from '#apps/server/server.ts';
import { listenOnSocket } from '#apps/server/socket.ts';
import type { Supervision } from '#adapters/local/processes/supervision.ts';
import type { GitHub } from '#ports/github/github.ts';
import type { Log } from '#ports/log.ts';
import type { Closing } from './world/closing.ts';
import type { Ground } from './world/ground.ts';
import type { Platform } from './world/platform.ts';

export interface SocketOptions {
  readonly path: string;
  /** The name of the operating system's user that runs this. */
  readonly user: string;
  /** Removes the socket that we do not live to remove. */
  readonly supervision: Supervision;
  readonly log: Log;
  readonly closing: Closing;
}

/** What is answered from. */
type Served = Pick<Ground, 'objects' | 'images' | 'podLogs'> & Pick<Platform, 'redact'>;

/**
 * Takes the socket that only this user can reach, before anything else is started: a second `dm up` ends here.
 * @returns what makes it answer `dm status` and its sisters. Throws `SocketError`.
 */
export async function takeSocket({
  path,
  user,
  supervision,
  log,
  closing,
}: SocketOptions): Promise<(served: Served, github: GitHub) => void> {
  // Only this user can reach the socket: whoever asks is this user.
  const person = { localUser: user };
  let answering: ReturnType<typeof createServer> | undefined;
  const error = { code: 'Starting', message: 'dm up is starting', next: 'ask again in a moment' };
  const starting = () => Response.json({ error }, { status: 503 });
  const server = await listenOnSocket({ fetch: (request) => answering?.fetch(request) ?? starting() }, path);
  const forget = supervision.path(path);
  closing.add('socket', async () => {
    await server.close();
    forget();
  });
  return ({ objects, images, podLogs, redact }, github) => {
    const deliver = { objects, images, github };
    const acts = { objects, clock, person };
    answering = createServer({ reader: objects, deliver, acts, logs: { podLogs, redact }, timers, log });
  };
}
