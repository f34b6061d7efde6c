import { clusterOfContext } from '#adapters/kubernetes/kubeconfig.ts';
import { systemClock as clock, systemTimers as timers } from '#adapters/node/time.ts';
import { routesUnder } from '#apps/proxy/host.ts';
import { createProxy } from '#apps/proxy/proxy.ts';
import { silentLog as log } from '#ports/log.ts';
import { RememberingReader } from '#runtime/remembering-reader.ts';
import { connect } from './connect.ts';

/** The environments of a cluster at addresses of this machine. */
export interface OpenedPreviews {
  readonly urlOf: (name: string) => string;
  close(): Promise<void>;
}

const DOMAIN = 'localhost';

/**
 * Lets this machine, and no other, see the environments of a cluster, by port-forward.
 * @param port of loopback; a free one where it is taken. Throws the errors of `clusterOfContext`.
 */
export async function openPreviews(context: string, port: number): Promise<OpenedPreviews> {
  const { access } = await clusterOfContext(context);
  const { client, objects, pods } = connect(access);
  // A page asks for a hundred files: each of them would ask the cluster where they are.
  const reader = new RememberingReader(objects, clock);
  const proxy = createProxy({ reader, pods, routes: routesUnder(DOMAIN), clock, timers, log });
  const listening = await proxy.listen(port).catch(() => proxy.listen(0));
  return {
    urlOf: (name) => `http://${name}.${DOMAIN}:${listening}/`,
    async close() {
      await proxy.close();
      client.close();
    },
  };
}
