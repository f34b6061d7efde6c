import { Agent, type AgentOptions, type RequestOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Endpoint } from './endpoints.ts';

/** How the proxy reaches pods. */
export interface PodNetwork {
  /** Opens a connection to a pod's port; left out where addresses of pods can be reached as they are. */
  readonly connect?: (endpoint: Endpoint) => Duplex;
}

/** The proxy is in the same network as the pods. */
export const byAddress: PodNetwork = {};

/** Keeps connections for later requests. */
export function agentOf({ connect }: PodNetwork, options: AgentOptions): Agent {
  if (!connect) return new Agent(options);
  return new (class extends Agent {
    // The options of a request, which are those of its endpoint, come here as they were.
    override createConnection(endpoint: unknown): Duplex {
      return connect(endpoint as Endpoint);
    }
  })(options);
}

/** For a request whose connection is of no use to others. */
export const ownConnection = ({ connect }: PodNetwork, endpoint: Endpoint): RequestOptions =>
  connect ? { createConnection: () => connect(endpoint) } : { agent: false };
