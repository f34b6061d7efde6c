import { strict as assert } from 'node:assert';
import { after, before, describe, test } from 'node:test';
import type { ControlPlane } from '#dev/control-plane/control-plane.ts';
import { definitionOf } from '#model/crd/definitions.ts';
import {
  accepted,
  carriedOut,
  concluded,
  named,
  ofStage,
  preview,
  pullRequest,
  recorded,
  refused,
  registration,
  request,
  stage,
  type Sent,
} from '#model/crd/objects.testing.ts';
import { ownKinds } from '#model/crd/own-kinds.ts';
import { parseObject } from '#model/crd/parse.ts';
import { HOME_NAMESPACE, kinds } from '#model/kinds.ts';
import type { Condition } from '#model/kubernetes/meta.ts';
import { repository, revision, sha } from '#model/samples.testing.ts';
import { startCluster } from '#test/control-plane/kubernetes/cluster.testing.ts';
import { Api, collectionPath, definitionPath, type ApiAnswer } from './api.testing.ts';

const collectionOf = ({ kind }: Sent): string => collectionPath(kind, HOME_NAMESPACE);
const pathOf = (object: Sent): string => `${collectionOf(object)}/${object.metadata.name}`;

/** Fields that the server does not know are an error here. */
const strict = '?fieldValidation=Strict';

describe('our kinds on a real API server', () => {
  let plane: ControlPlane;
  let api: Api;
  before(async () => {
    plane = await startCluster();
    api = new Api(plane);
    await api.post('/api/v1/namespaces', { metadata: { name: HOME_NAMESPACE } });
  });
  after(() => plane.close());

  /** Makes an object, and then its status, as a controller would. */
  async function create(object: Sent): Promise<ApiAnswer> {
    const made = await api.post(`${collectionOf(object)}${strict}`, object);
    return made.status === 201 && object.status ? change(object) : made;
  }

  /** Writes a spec and a status over what is there. */
  async function change(object: Sent): Promise<ApiAnswer> {
    const { body } = await api.get(pathOf(object));
    const { metadata, status } = body as { metadata: object; status?: object };
    const spec = await api.put(`${pathOf(object)}${strict}`, { ...object, metadata, ...(status && { status }) });
    if (spec.status !== 200 || !object.status) return spec;
    return api.put(`${pathOf(object)}/status${strict}`, { ...object, metadata: spec.body['metadata'] });
  }

  async function within(object: Sent, does: () => Promise<void>): Promise<void> {
    try {
      await does();
    } finally {
      await api.delete(pathOf(object));
    }
  }

  for (const kind of ownKinds) {
    test(`${kind} is established and structural, and applying its definition again changes nothing`, async () => {
      const { body } = await api.get(definitionPath(kind));
      const { conditions } = body['status'] as { conditions: readonly Condition[] };
      const states = Object.fromEntries(conditions.map(({ type, status }) => [type, status]));
      assert.deepEqual(states, { NamesAccepted: 'True', Established: 'True' });

      const again = await api.apply(definitionPath(kind), definitionOf(kind), 'installation');
      assert.equal(again.status, 200);
      assert.deepEqual(versionOf(again), versionOf({ status: 200, body }));
    });
  }

  test('an API server names our kinds as we do', async () => {
    const { body } = await api.get(`/apis/${kinds.Environment.apiVersion}`);
    const resources = body['resources'] as readonly Resource[];
    for (const kind of ownKinds) {
      const resource = resources.find(({ name }) => name === kinds[kind].plural);
      assert.equal(resource?.kind, kind);
      assert.equal(resource?.namespaced, kinds[kind].namespaced);
      assert.deepEqual(resource?.categories, ['dungeonmaster']);
      assert.ok(resources.some(({ name }) => name === `${kinds[kind].plural}/status`));
    }
    const shortNames = resources.flatMap((resource) => resource.shortNames ?? []);
    assert.deepEqual(shortNames.toSorted(), ['dmact', 'dmapp', 'dmenv']);
  });

  for (const [sentence, object] of Object.entries(accepted)) {
    test(`taken and read as it was sent: ${sentence}`, () =>
      within(object, async () => {
        const answer = await create(object);
        assert.ok(answer.status === 200 || answer.status === 201, answer.body.message);
        const parsed = parseObject(object.kind, answer.body);
        assert.ok(parsed.ok, parsed.ok ? '' : parsed.error.message);
        assert.deepEqual([parsed.object.spec, parsed.object.status], [object.spec, object.status]);
      }));
  }

  for (const [sentence, { object, where }] of Object.entries(refused)) {
    test(`refused: ${sentence}`, () =>
      within(object, async () => {
        const { status, body } = await create(object);
        assert.equal(status, 422);
        assert.match(body.message ?? '', placeOf(where));
      }));
  }

  const changes: Record<string, { from: Sent; to: Sent; says?: string }> = {
    'a preview follows its pull request': {
      from: preview(),
      to: preview({ pullRequest: { ...pullRequest, head: sha('b'), updatedAt: '2026-11-23T10:00:01Z' } }),
    },
    'a preview goes back to an older head that was pushed again': {
      from: preview({ pullRequest: { ...pullRequest, head: sha('b') } }),
      to: preview({ pullRequest: { ...pullRequest, updatedAt: '2026-11-24T00:00:00Z' } }),
    },
    'an older answer about a pull request': {
      from: preview(),
      to: preview({ pullRequest: { ...pullRequest, updatedAt: '2026-11-23T09:59:59Z' } }),
      says: 'a newer answer about this pull request was seen already',
    },
    'an older answer about a branch': {
      from: ofStage(),
      to: ofStage({ stage: { ...stage, updatedAt: '2026-11-23T09:59:59Z' } }),
      says: 'a newer answer about this branch was seen already',
    },
    'another branch, whose head is older': {
      from: ofStage(),
      to: ofStage({ stage: { ...stage, branch: 'release', updatedAt: '2026-01-01T00:00:00Z' } }),
    },
    'a repository has a new name': {
      from: preview(),
      to: preview({ repository: { ...repository, fullName: 'acme/store' } }),
    },
    'a preview of another repository': {
      from: preview(),
      to: preview({ repository: { ...repository, id: 8 } }),
      says: 'repository.id is immutable',
    },
    'a registration of another repository': {
      from: registration(),
      to: registration({ repository: { ...repository, id: 8 } }),
      says: 'repository.id is immutable',
    },
    'a file in another place': { from: registration(), to: registration({ path: 'services/shop/dungeonmaster.yaml' }) },
    'a preview of another application': {
      from: preview(),
      to: preview({ application: 'store' }),
      says: 'application is immutable',
    },
    'a preview of another pull request': {
      from: preview(),
      to: preview({ pullRequest: { ...pullRequest, number: 13 } }),
      says: 'the name of a preview is APPLICATION-pr-NUMBER',
    },
    'a preview becomes a stage': {
      from: preview(),
      to: named(ofStage(), 'shop-pr-12'),
      says: 'the name of a stage is APPLICATION-STAGE',
    },
    'newer rules write': { from: preview(), to: preview({ rulesVersion: 4 }) },
    'older rules write': { from: preview(), to: preview({ rulesVersion: 2 }), says: 'was written by newer rules' },
    'a commit is taken away': { from: preview({ revision: revision('a', 1) }), to: preview() },
    'a double record gives way to the lower number': {
      from: preview({ revision: revision('a', 9) }),
      to: preview({ revision: revision('a', 8) }),
    },
    'a request for something else': {
      from: request(),
      to: request({ act: 'delete' }),
      says: 'a request is never changed',
    },
    'a request by somebody else': {
      from: request(),
      to: request({ by: { login: 'eve' } }),
      says: 'a request is never changed',
    },
    'a request is recorded': { from: request(), to: request({}, recorded) },
    'a recorded request is carried out': { from: request({}, recorded), to: request({}, carriedOut) },
    'a refusal is withdrawn': {
      from: request({}, { kind: 'refused', ...concluded }),
      to: request({}, recorded),
      says: 'what is concluded stays as it is',
    },
    'a success becomes a failure': {
      from: request({}, carriedOut),
      to: request({}, { ...carriedOut, succeeded: false }),
      says: 'what is concluded stays as it is',
    },
  };

  for (const [sentence, { from, to, says }] of Object.entries(changes)) {
    test(`${says === undefined ? 'may happen' : 'refused'}: ${sentence}`, () =>
      within(from, async () => {
        const made = await create(from);
        assert.ok(made.status < 300, made.body.message);
        const { status, body } = await change(to);
        assert.equal(status, says === undefined ? 200 : 422, body.message);
        assert.ok(body.message?.includes(says ?? '') ?? says === undefined, body.message);
      }));
  }

  const misnamed: Record<string, Sent> = {
    'a preview under the name of another': named(preview(), 'shop-pr-13'),
    'a preview under a name without a number': named(preview(), 'shop-pr-x'),
    'a preview under a number written otherwise': named(preview(), 'shop-pr-012'),
    'a stage under the name of another': named(ofStage(), 'shop-production'),
    'a stage under the name of a preview': named(ofStage(), 'shop-pr-12'),
  };

  for (const [sentence, object] of Object.entries(misnamed)) {
    test(`refused: ${sentence}`, async () => {
      const { status, body } = await create(object);
      assert.equal(status, 422);
      assert.match(body.message ?? '', /the name of a (preview|stage) is APPLICATION-/);
    });
  }

  const rows: Record<string, { object: Sent; shows: Record<string, unknown> }> = {
    'a preview that runs': {
      object: accepted['a status with all that it can have'] ?? preview(),
      shows: {
        Ready: 'True',
        Reason: 'Available',
        Waiting: null,
        Commit: sha('a'),
        URL: 'https://shop-pr-12.previews.example.net/',
        Message: 'it answers',
      },
    },
    'a preview that waits': {
      object: preview({ waiting: { reason: 'ChecksPending', message: 'test' } }),
      shows: { Ready: null, Waiting: 'ChecksPending', Commit: null },
    },
    'a registration': {
      object: accepted['a registration whose file was read'] ?? registration(),
      shows: { Repository: 'acme/shop', Ready: 'True', Stages: '["eu"]' },
    },
    'a request of a user of the machine': {
      object: request({ by: { localUser: 'ana' } }, recorded),
      shows: { Act: 'redeploy', Environment: 'shop-pr-12', By: 'ana', Outcome: 'recorded' },
    },
  };

  for (const [sentence, { object, shows }] of Object.entries(rows)) {
    test(`kubectl get shows ${sentence}`, () =>
      within(object, async () => {
        await create(object);
        const { body } = await api.get(collectionOf(object), 'application/json;as=Table;v=v1;g=meta.k8s.io');
        const { columnDefinitions, rows: found } = body as unknown as Table;
        assert.equal(found.length, 1);
        const cells = columnDefinitions.map(({ name }, index) => [name, found[0]?.cells[index]] as const);
        const shown = Object.fromEntries(cells.filter(([name]) => name in shows));
        assert.deepEqual(shown, shows);
      }));
  }
});

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

/** How a message names a place, or a place in a list there. */
const placeOf = (where: string): RegExp => new RegExp(`[ [](${where.replaceAll('.', String.raw`\.`)})(: |\\[)`);

/** meta/v1 Table, which `kubectl get` asks for. */
interface Table {
  readonly columnDefinitions: readonly { readonly name: string }[];
  readonly rows: readonly { readonly cells: readonly unknown[] }[];
}

const versionOf = ({ body }: ApiAnswer): unknown =>
  (body['metadata'] as { readonly resourceVersion: string }).resourceVersion;
