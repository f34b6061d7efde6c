import { systemTimers as timers } from '#adapters/node/time.ts';
import { createServer } from '#apps/server/server.ts';
import { listenOnSocket } from '#apps/server/socket.ts';
import type { Log } from '#ports/log.ts';
import type { Demo } from './demo.ts';
import type { Closing } from './world/closing.ts';

export interface SocketOptions extends Pick<Demo, 'platform' | 'github'> {
  readonly path: string;
  readonly log: Log;
  readonly closing: Closing;
}

/** Answers `dm status` and its sisters on a socket that only this user can reach. Throws `SocketError`. */
export async function publishSocket({ platform, github, path, log, closing }: SocketOptions): Promise<void> {
  const { objects, images } = platform;
  const app = createServer({ reader: objects, deliver: { objects, images, github: github.port }, timers, log });
  const server = await listenOnSocket(app, path);
  closing.add('socket', () => server.close());
}
