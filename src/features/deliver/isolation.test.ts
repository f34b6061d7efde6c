import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Isolation } from '#model/isolation.ts';
import { file } from '#model/samples.testing.ts';
import type { FileSeen } from './commit/gather.ts';
import { planPreview } from './preview/plan.ts';
import type { PreviewWorld } from './preview/gather.ts';
import { planStage } from './stage/plan.ts';
import {
  candidate,
  invalid,
  missing,
  newPreview,
  newStage,
  preview,
  pullRequest,
  recorded,
  records,
  stage,
} from './worlds.testing.ts';

const baseline: Isolation = { podSecurity: 'baseline', egress: [{ cidr: '10.20.0.0/16', ports: [5432] }] };
const saying = (isolation: Isolation): FileSeen => ({
  kind: 'valid',
  path: 'dungeonmaster.yaml',
  file: { ...file, team: { ...file.team, isolation } },
});

const running = { environment: preview({ revision: recorded('b', 50) }), records: records('b', 50, 'success') };
const open = { ...running, environment: preview({ revision: recorded('b', 50) }, { isolation: baseline }) };
const fork = { ...pullRequest, fork: true };

const cases: Record<string, { given: Partial<PreviewWorld>; isolation: Isolation | undefined }> = {
  'what the base branch says about the fence is in the spec': {
    given: { head: candidate('b', { base: saying(baseline) }) },
    isolation: baseline,
  },
  'what the commit itself says about it is not': {
    given: { head: candidate('b', { file: saying(baseline) }) },
    isolation: undefined,
  },
  'it opens for what runs already': {
    given: { ...running, head: candidate('b', { base: saying(baseline) }) },
    isolation: baseline,
  },
  'it closes again with the file': { given: open, isolation: undefined },
  'it stands while the file on the base branch is broken': {
    given: { ...open, head: candidate('b', { base: invalid }) },
    isolation: baseline,
  },
  'it stands while the file on the base branch is not there': {
    given: { ...open, head: candidate('b', { base: missing }) },
    isolation: baseline,
  },
  'law 7: it never opens for a fork': {
    given: { pullRequest: fork, head: candidate('b', { base: saying(baseline) }) },
    isolation: undefined,
  },
  'law 7: it does not stay open for a fork either': {
    given: { ...open, pullRequest: fork, head: candidate('b', { base: saying(baseline) }) },
    isolation: undefined,
  },
};

for (const [sentence, { given, isolation }] of Object.entries(cases)) {
  test(sentence, () => {
    const world = { ...newPreview, ...given };
    const plan = planPreview(world);
    const spec = plan.kind === 'nothing' ? world.environment?.spec : 'spec' in plan && plan.spec;
    assert.ok(spec, plan.kind);
    assert.deepEqual(spec.isolation, isolation);
  });
}

test('a stage is opened by the file on the default branch, and a broken one changes nothing', () => {
  const opened = planStage({ ...newStage, file: saying(baseline) });
  assert.deepEqual('spec' in opened && opened.spec?.isolation, baseline);
  const ran = stage({ revision: recorded('b', 50) });
  const environment = {
    ...ran,
    spec: { ...ran.spec, isolation: baseline },
  };
  const broken = planStage({
    ...newStage,
    environment,
    records: records('b', 50, 'success'),
    candidates: [],
    file: invalid,
  });
  assert.equal(broken.kind, 'nothing');
});
