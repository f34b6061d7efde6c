import type { Log } from '#ports/log.ts';
import type { Demo } from './demo.ts';
import type { Closing } from './world/closing.ts';

export interface SocketOptions extends Pick<Demo, 'platform' | 'github'> {
  readonly path: string;
  readonly log: Log;
  readonly closing: Closing;
}

export async function publishSocket(_: SocketOptions): Promise<void> {}
