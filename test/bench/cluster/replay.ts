import type { ApiRequest } from '#adapters/kubernetes/transport/request.ts';
import { BareClient, type BareRequest, type Target } from './bare-client.ts';
import { environmentOf, type Write } from './recorder.ts';

const AT_ONCE = 32;

/** Does again what was recorded: in order within an environment, 32 environments at a time. @returns milliseconds */
export async function replay(target: Target, writes: readonly Write[]): Promise<number> {
  const chains = [...Map.groupBy(writes, ({ request }) => environmentOf(request) ?? request.path).values()];
  const wire = chains.map((chain) => chain.map(({ request }) => blind(request)));
  const client = await BareClient.connect(target);
  const began = performance.now();
  const runner = async (): Promise<void> => {
    for (let chain = wire.shift(); chain; chain = wire.shift()) for (const request of chain) await client.send(request);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, runner));
  const tookMs = performance.now() - began;
  client.close();
  return tookMs;
}

/** Without preconditions: they name versions of another server. */
export function blind({ method, path, query = {}, contentType = 'application/json', body }: ApiRequest): BareRequest {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const search = new URLSearchParams(given).toString();
  return {
    method,
    path: search ? `${path}?${search}` : path,
    contentType,
    body: JSON.stringify(withoutConditions(body)),
  };
}

function withoutConditions(body: unknown): unknown {
  if (Array.isArray(body)) return body.filter((one: { path?: string }) => one.path !== '/metadata/resourceVersion');
  if (typeof body !== 'object' || body === null) return body;
  const { preconditions: _, ...rest } = body as { preconditions?: unknown; metadata?: Record<string, unknown> };
  if (!rest.metadata) return rest;
  const { resourceVersion: _version, uid: _uid, ...metadata } = rest.metadata;
  return { ...rest, metadata };
}
