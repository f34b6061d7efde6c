import { Client, type ClientOptions } from '#adapters/kubernetes/transport/client.ts';
import type { ApiRequest } from '#adapters/kubernetes/transport/request.ts';

/** One write as it was sent, and when it was answered. */
export interface Write {
  readonly request: ApiRequest;
  readonly answeredAt: number;
}

/** Our client; it notes every write that succeeded, in the order in which they were sent. */
export class RecordingClient extends Client {
  #writes: (Write | undefined)[] = [];
  readonly #listeners = new Set<(write: Write) => void>();
  /** Writes that were refused: somebody else wrote first. */
  refused = 0;
  reads = 0;
  /** All requests ever but those about leases. */
  calls = 0;

  constructor(options: Omit<ClientOptions, 'userAgent'>) {
    super({ ...options, userAgent: 'bench' });
  }

  get writes(): readonly Write[] {
    return this.#writes.filter((one) => one !== undefined);
  }

  /** Begins anew. */
  forget(): void {
    this.#writes = [];
    this.refused = 0;
    this.reads = 0;
  }

  /** Called for each write when it was answered, until the returned function is called. */
  onWrite(listener: (write: Write) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  override async call(request: ApiRequest): Promise<unknown> {
    if (writtenBy(request).plural !== 'leases') this.calls += 1;
    if (request.method === 'GET') {
      this.reads += 1;
      return super.call(request);
    }
    const writes = this.#writes;
    const index = writes.push(undefined) - 1;
    try {
      const answer = await super.call(request);
      const write = { request, answeredAt: performance.now() };
      writes[index] = write;
      for (const listener of this.#listeners) listener(write);
      return answer;
    } catch (error) {
      this.refused += 1;
      throw error;
    }
  }
}

const PATH = /^\/(?:api|apis\/[^/]+)\/[^/]+\/(?:namespaces\/([^/]+)\/)?([^/]+)\/([^/]+)(?:\/([^/]+))?$/;

export interface Written {
  readonly plural: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly subresource: string | undefined;
}

/** What a path is of. */
export function writtenBy({ path }: ApiRequest): Written {
  const [, namespace, plural = '', name = '', subresource] = PATH.exec(path) ?? [];
  return { plural, name, namespace, subresource };
}

/** The environment that a write belongs to, or undefined: all of an environment is in its namespace or has its name. */
export function environmentOf(request: ApiRequest): string | undefined {
  const { plural, name, namespace } = writtenBy(request);
  if (plural === 'namespaces' || plural === 'environments') return name;
  return plural === 'applications' || plural === 'leases' ? undefined : namespace;
}
