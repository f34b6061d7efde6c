import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { KeyedLock } from '#lib/keyed-lock.ts';
import type { Environment } from '#model/environment.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import { digest, revision, sha, shop } from '#model/samples.testing.ts';
import type { RecordPayload } from '#model/record.ts';
import type { GitHub } from '#ports/github/github.ts';
import type { DeploymentPlace, GitHubDeployment } from '#ports/github/reports.ts';
import type { Objects } from '#ports/objects/objects.ts';
import { fingerprintOf } from './fingerprint.ts';
import { gatherReport } from './gather.ts';
import { COMMENT_MARKER } from './comment.ts';
import { answering, deleted, preview, stage } from './worlds.testing.ts';

function deployment(id: number, seq: number, digit: string): GitHubDeployment {
  const commit = { sha: sha(digit), digest: digest(digit) };
  const about = {
    v: 1,
    application: shop,
    act: 'deploy',
    seq,
    previous: null,
    attempt: seq,
    by: 'ana',
    why: 'x',
  } as const;
  const payload: RecordPayload = { ...about, ...commit, state: { ...commit, passed: [] } };
  return { id, sha: sha(digit), createdAt: '2025-06-01T12:00:00Z', payload };
}

function scripted(
  environment: Stored<Environment> | undefined,
  deployments: readonly GitHubDeployment[] = [],
  memory = new Map<string, string>(),
) {
  const reads: string[] = [];
  const github = {
    deployments: {
      list: async (_repository: object, { environment: place, task }: DeploymentPlace) => {
        reads.push(`records of ${place} ${task}`);
        return deployments;
      },
      statuses: async (_repository: object, id: number) => (reads.push(`statuses of ${id}`), []),
    },
    commitStatuses: {
      newest: async (_repository: object, commit: string, context: string) =>
        void reads.push(`${context} on ${commit[0]}`),
    },
    comments: {
      listOurs: async (_repository: object, pullRequest: number) => {
        reads.push(`comments of ${pullRequest}`);
        return [
          { id: 8, body: 'another' },
          { id: 9, body: `${COMMENT_MARKER}\nours` },
        ];
      },
    },
  } as unknown as GitHub;
  const objects = { get: async () => environment } as unknown as Objects;
  return {
    reads,
    gather: () => gatherReport({ github, objects, comments: new KeyedLock(), told: memory }, 'shop-pr-12' as never),
  };
}

const told = (environment: Stored<Environment>): Stored<Environment> => ({
  ...environment,
  status: { ...environment.status, reported: { fingerprint: fingerprintOf(environment), closedThrough: 0 } },
});
const ending = { ...deleted, finalizers: ['dungeonmaster.dev/environment', 'dungeonmaster.dev/report'] };

const silent: Record<string, Stored<Environment>> = {
  'what was told already': told(preview({ status: answering })),
  'a deletion that is not over': preview({ status: answering, metadata: ending }),
  'an environment that was made for a record that is not written into it yet': preview({ revision: null }),
};

for (const [sentence, environment] of Object.entries(silent)) {
  test(`GitHub is not asked about ${sentence}`, async () => {
    const { reads, gather } = scripted(environment);
    assert.equal((await gather())?.shown, undefined);
    assert.deepEqual(reads, []);
  });
}

test('GitHub is not asked about what this very process has told, until there is something else to tell', async () => {
  const starting = preview();
  const memory = new Map([[starting.metadata.uid, fingerprintOf(starting)]]);
  const again = scripted(starting, [], memory);
  assert.equal((await again.gather())?.shown, undefined);
  assert.deepEqual(again.reads, []);
  assert.ok((await scripted(preview({ status: answering }), [], memory).gather())?.shown);
});

test('an environment that is gone has no report', async () =>
  assert.equal(await scripted(undefined).gather(), undefined));

test('a preview is read with its record, its commits and its comment', async () => {
  const { reads, gather } = scripted(preview({ head: 'c', waiting: { reason: 'ChecksPending', message: '' } }), [
    deployment(50, 1, 'b'),
  ]);
  const shown = (await gather())?.shown;
  assert.deepEqual(reads.toSorted(), [
    'comments of 12',
    'dungeonmaster/preview/shop on b',
    'dungeonmaster/preview/shop on c',
    'records of preview preview-pr-12',
    'statuses of 50',
  ]);
  assert.equal(shown?.comment?.id, 9);
});

test('a stage has its records by the name of the stage, and no comment', async () => {
  const { reads, gather } = scripted(stage(), [deployment(50, 1, 'b')]);
  await gather();
  assert.deepEqual(reads.toSorted(), ['dungeonmaster/staging/shop on b', 'records of staging shop', 'statuses of 50']);
});

const readOf = async (environment: Stored<Environment>, ...deployments: readonly GitHubDeployment[]) =>
  ((await scripted(environment, deployments).gather())?.shown?.records ?? []).map(({ record }) => record.id);

const four = [
  deployment(70, 4, 'd'),
  deployment(60, 3, 'c'),
  deployment(51, 2, 'b'),
  deployment(50, 2, 'b'),
  deployment(40, 1, 'a'),
];
const closedThrough = (id: number) => ({ status: { reported: { fingerprint: '', closedThrough: id } } });

const openings: Record<string, { environment: Stored<Environment>; read: readonly number[] }> = {
  'the present record, the earlier ones and the doubles': {
    environment: preview({ revision: revision('c', 60) }),
    read: [60, 50, 40, 51],
  },
  'nothing that is known to be closed': {
    environment: preview({ revision: revision('c', 60), ...closedThrough(51) }),
    read: [60],
  },
  'the present record even if it is thought closed': {
    environment: preview({ revision: revision('c', 60), ...closedThrough(99) }),
    read: [60],
  },
  'where nothing is to run, all but the newest': {
    environment: preview({ revision: null, status: {} }),
    read: [60, 50, 40, 51],
  },
  'every record at the end, also those that the spec never named': {
    environment: preview({ revision: revision('c', 60), metadata: deleted }),
    read: [70, 60, 50, 40, 51],
  },
};

for (const [sentence, { environment, read }] of Object.entries(openings)) {
  test(`of the records is read: ${sentence}`, async () => assert.deepEqual(await readOf(environment, ...four), read));
}
