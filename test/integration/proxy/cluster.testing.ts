import { GROUP_VERSION, type Environment, type EnvironmentSpec, type EnvironmentStatus } from '#model/environment.ts';
import { previewName, type ApplicationName, type CommitSha, type EnvironmentName } from '#model/ids.ts';
import { HOME_NAMESPACE, type Kind, type Kinds } from '#model/kinds.ts';
import type { Condition, Stored } from '#model/kubernetes/meta.ts';
import { SERVICE_NAME_LABEL, type EndpointSlice } from '#model/kubernetes/workload.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import type { ObjectList, ObjectReader, Selection } from '#ports/objects/objects.ts';

const shop = 'shop' as ApplicationName;
export const preview: EnvironmentName = previewName(shop, 12);

const stored = { uid: 'u', resourceVersion: '1', generation: 1, creationTimestamp: '2026-01-02T03:04:05Z' };

/** A condition that has stood since some day. */
export const condition = (type: string, status: Condition['status'], reason: string, message = ''): Condition => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: '2026-01-02T03:04:05Z',
});

/** What a proxy sees of a cluster, as a test sets it. */
export class SeenCluster implements ObjectReader {
  readonly #environments = new Map<string, Stored<Environment>>();
  #slices: readonly Stored<EndpointSlice>[] = [];
  isAway = false;

  setEnvironment(name: EnvironmentName, spec: Partial<EnvironmentSpec> = {}, status: EnvironmentStatus = {}): void {
    const head = 'a'.repeat(40) as CommitSha;
    this.#environments.set(name, {
      apiVersion: GROUP_VERSION,
      kind: 'Environment',
      metadata: { ...stored, name, namespace: HOME_NAMESPACE },
      spec: {
        application: shop,
        repository: { id: 1, fullName: 'acme/shop' },
        pullRequest: { number: 12, head, fork: false, updatedAt: '2026-01-02T03:04:05Z' },
        rulesVersion: 1,
        ...spec,
      } as EnvironmentSpec,
      status,
    });
  }

  /** One slice a port, as local mode has them. */
  setPorts(name: EnvironmentName, ports: Readonly<Record<number, 'ready' | 'terminating'>>): void {
    const others = this.#slices.filter(({ metadata }) => metadata.namespace !== name);
    const slices = Object.entries(ports).map(([port, state]): Stored<EndpointSlice> => ({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...stored, name: `shop-${port}`, namespace: name, labels: { [SERVICE_NAME_LABEL]: shop } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['127.0.0.1'], conditions: { ready: state === 'ready' } }],
      ports: [{ name: 'http', port: Number(port) }],
    }));
    this.#slices = [...others, ...slices];
  }

  get<K extends Kind>(kind: K, { name }: { readonly name: string }): Promise<Stored<Kinds[K]> | undefined> {
    if (this.isAway) return Promise.reject(new ObjectsError('Unavailable', 'no answer'));
    const found = kind === 'Environment' ? this.#environments.get(name) : undefined;
    return Promise.resolve(found as unknown as Stored<Kinds[K]> | undefined);
  }

  list<K extends Kind>(kind: K, { namespace, labels = {} }: Selection = {}): Promise<ObjectList<K>> {
    const all: readonly Stored<EndpointSlice>[] = kind === 'EndpointSlice' ? this.#slices : [];
    const items = all.filter(
      ({ metadata }) =>
        metadata.namespace === namespace &&
        Object.entries(labels).every(([label, value]) => metadata.labels?.[label] === value),
    );
    return Promise.resolve({ items: items as unknown as Stored<Kinds[K]>[], resourceVersion: '1' });
  }
}
