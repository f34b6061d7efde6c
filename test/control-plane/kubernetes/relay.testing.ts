import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

/** A stretch of network between a client and a server. */
export interface Relay {
  readonly url: URL;
  /** From now on every connection that is open stays open and carries nothing; new ones are good. */
  swallow(): void;
  /** How many connections came. */
  connections(): number;
}

export async function relayTo(context: TestContext, server: URL): Promise<Relay> {
  const open = new Set<Socket>();
  let connections = 0;
  const listener = createServer((near) => {
    connections += 1;
    const far = connect(Number(server.port), server.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.once('close', () => open.delete(from));
    }
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  context.after(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => listener.close(resolve));
  });
  return {
    url: new URL(`https://127.0.0.1:${(listener.address() as AddressInfo).port}`),
    connections: () => connections,
    swallow() {
      for (const socket of open) {
        socket.unpipe();
        socket.resume();
      }
    },
  };
}
