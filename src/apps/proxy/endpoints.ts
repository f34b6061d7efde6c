import type { Environment } from '#model/environment.ts';
import { SERVICE_NAME_LABEL } from '#model/kubernetes/workload.ts';
import type { ObjectReader } from '#ports/objects/objects.ts';

/** One pod's address that takes requests. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** Whose address it is, where the slice says it. */
  readonly pod?: { readonly namespace: string; readonly name: string };
}

export const addressOf = ({ host, port }: Endpoint): string => `${host}:${port}`;

/** The ready endpoints of an environment's Service, which has the application's name. Throws `ObjectsError`. */
export async function readyEndpoints(reader: ObjectReader, { metadata, spec }: Environment): Promise<Endpoint[]> {
  const slices = await reader.list('EndpointSlice', {
    namespace: metadata.name,
    labels: { [SERVICE_NAME_LABEL]: spec.application },
  });
  return slices.items.flatMap(({ endpoints, ports: [first] }) =>
    endpoints
      .filter(({ conditions }) => conditions.ready)
      .flatMap(({ addresses: [host], targetRef: pod }) =>
        host !== undefined && first ? [{ host, port: first.port, ...(pod && { pod }) }] : [],
      ),
  );
}
