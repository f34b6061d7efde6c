import type { Environment } from '#model/environment.ts';
import type { EnvironmentName } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import type { Exchange } from './exchange.ts';
import type { Routes } from './host.ts';
import { noEnvironment, notForProxies, notKnownNow, type Refusal } from './refusals.ts';
import { persist, type PersistOptions } from './persist.ts';

export interface RouteOptions extends PersistOptions {
  readonly routes: Routes;
  readonly count: (name: EnvironmentName) => void;
}

/**
 * Brings a request to its environment.
 * @returns what to answer instead when that cannot be done; undefined when the answer is on its way
 */
export async function route(exchange: Exchange, options: RouteOptions): Promise<Refusal | undefined> {
  const { url, headers } = exchange.incoming;
  if (!url?.startsWith('/') && url !== '*') return notForProxies;
  try {
    const environment = await findEnvironment(options, headers.host);
    if (!environment) return noEnvironment;
    options.count(environment.metadata.name);
    return await persist(exchange, environment, options);
  } catch (error) {
    if (!(error instanceof ObjectsError)) throw error;
    options.log.warn('lookup-failed', { code: error.code, error: error.message });
    return notKnownNow;
  }
}

async function findEnvironment({ reader, routes }: RouteOptions, host = ''): Promise<Environment | undefined> {
  const name = routes(host);
  return name && reader.get('Environment', { name, namespace: HOME_NAMESPACE });
}
