import { strict as assert } from 'node:assert';
import { after, before, describe, test } from 'node:test';
import type { ControlPlane } from '#dev/control-plane/control-plane.ts';
import { equal } from '#lib/equal.ts';
import { parseObject } from '#model/crd/parse.ts';
import { startCluster } from '#test/control-plane/kubernetes/cluster.testing.ts';
import { Api, collectionPath, type ApiAnswer } from './api.testing.ts';
import { momentsOf, type Moment } from '#test/simulation/moments.testing.ts';

const SEEDS = [1, 2, 3, 4, 5, 6];

describe('what our parts write in random histories', () => {
  let plane: ControlPlane;
  let api: Api;
  before(async () => {
    plane = await startCluster();
    api = new Api(plane);
  });
  after(() => plane.close());

  for (const seed of SEEDS) {
    test(`history ${seed}: an API server takes every write, and everything is read again as it was`, async () => {
      const moments = await momentsOf(seed);
      assert.ok(moments.length > 50, `${moments.length} writes`);
      const namespace = `history-${seed}`;
      await api.post('/api/v1/namespaces', { metadata: { name: namespace } });
      const replay = new Replay(api, namespace);
      for (const moment of moments) {
        const answer = await replay.bring(moment);
        assert.ok(answer.status < 300, `${moment.type} ${moment.kind}: ${answer.body.message}`);
        if (moment.type === 'DELETED') continue;
        const { kind, object } = moment;
        const parsed = parseObject(kind, answer.body);
        assert.ok(parsed.ok, parsed.ok ? '' : parsed.error.message);
        assert.deepEqual([parsed.object.spec, parsed.object.status], [object.spec, object.status]);
      }
    });
  }
});

interface Known {
  readonly metadata: { readonly resourceVersion: string };
  readonly spec: unknown;
  readonly status?: unknown;
}

/** Writes to an API server, one after the other, what was written in a history. */
class Replay {
  readonly #api: Api;
  readonly #namespace: string;
  readonly #known = new Map<string, Known>();

  constructor(api: Api, namespace: string) {
    this.#api = api;
    this.#namespace = namespace;
  }

  /** The last answer. */
  async bring({ type, kind, object }: Moment): Promise<ApiAnswer> {
    const { name } = object.metadata;
    const collection = collectionPath(kind, this.#namespace);
    const path = `${collection}/${name}`;
    if (type === 'DELETED') return this.#api.delete(path);

    const { apiVersion, spec, status } = object;
    const sent = { apiVersion, kind, metadata: { name }, spec, ...(status && { status }) };
    const made = type === 'ADDED' ? this.#keep(path, await this.#api.post(collection, sent)) : undefined;
    const known = this.#known.get(path);
    const specWritten =
      known && !equal(known.spec, spec) ? await this.#put(path, path, { ...sent, status: known.status }) : made;
    if (!status || equal(known?.status, status)) return specWritten ?? this.#api.get(path);
    return this.#put(path, `${path}/status`, sent);
  }

  async #put(path: string, at: string, sent: object): Promise<ApiAnswer> {
    return this.#keep(path, await this.#api.put(at, { ...sent, metadata: this.#known.get(path)?.metadata }));
  }

  #keep(path: string, answer: ApiAnswer): ApiAnswer {
    if (answer.status < 300) this.#known.set(path, answer.body as unknown as Known);
    return answer;
  }
}
