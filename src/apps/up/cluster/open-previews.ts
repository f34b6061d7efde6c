import { clusterOfContext } from '#adapters/kubernetes/kubeconfig.ts';
import { systemClock as clock, systemTimers as timers } from '#adapters/node/time.ts';
import { routesUnder } from '#apps/proxy/host.ts';
import { LOOPBACK_DOMAIN, loopbackUrl, USUAL_PORT } from '#apps/proxy/loopback.ts';
import { createProxy } from '#apps/proxy/proxy.ts';
import { silentLog as log } from '#ports/log.ts';
import { RememberingReader } from '#runtime/remembering-reader.ts';
import { connect } from './connect.ts';

/** The environments of a cluster at addresses of this machine. */
export interface OpenedPreviews {
  readonly urlOf: (name: string) => string;
  close(): Promise<void>;
}

/**
 * Lets this machine, and no other, see the environments of a cluster, by port-forward.
 * Throws the errors of `clusterOfContext`.
 */
export async function openPreviews(context: string): Promise<OpenedPreviews> {
  const { access } = await clusterOfContext(context);
  const { client, objects, pods } = connect(access);
  // A page asks for a hundred files: each of them would ask the cluster where they are.
  const reader = new RememberingReader(objects, clock);
  const proxy = createProxy({ reader, pods, routes: routesUnder(LOOPBACK_DOMAIN), clock, timers, log });
  const listening = await proxy.listen(USUAL_PORT).catch(() => proxy.listen(0));
  return {
    urlOf: (name) => loopbackUrl(name, listening),
    async close() {
      await proxy.close();
      client.close();
    },
  };
}
