import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { refusal, type Canned } from './canned.testing.ts';
import { gitHubOn, OUR_APP, repository, sha, withNext } from './github.testing.ts';

const CHECK_RUNS = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs';
const STATUS = 'GET /repos/{owner}/{repo}/commits/{ref}/status';
const BRANCH = 'GET /repos/{owner}/{repo}/branches/{branch}';
const RULES = 'GET /repos/{owner}/{repo}/rules/branches/{branch}';

const run = (name: string, status: string, conclusion: string | null, { id = 1, app = 15368 } = {}) => ({
  id,
  name,
  status,
  conclusion,
  app: { id: app },
});
const status = (context: string, state: string) => ({ context, state, description: null, target_url: null });

async function checksOf(runs: object[], statuses: object[] = []) {
  const { github } = gitHubOn({
    [CHECK_RUNS]: { data: { total_count: runs.length, check_runs: runs } },
    [STATUS]: { data: { state: 'pending', statuses } },
  });
  return github.checks.ofCommit(repository, sha);
}

const states: Record<string, { status: string; conclusion: string | null; state: string }> = {
  'queued is pending': { status: 'queued', conclusion: null, state: 'pending' },
  'in progress is pending': { status: 'in_progress', conclusion: null, state: 'pending' },
  'waiting is pending': { status: 'waiting', conclusion: null, state: 'pending' },
  'requested is pending': { status: 'requested', conclusion: null, state: 'pending' },
  'a status of tomorrow is pending': { status: 'thinking', conclusion: null, state: 'pending' },
  'success passed': { status: 'completed', conclusion: 'success', state: 'passed' },
  'neutral passed': { status: 'completed', conclusion: 'neutral', state: 'passed' },
  'skipped passed': { status: 'completed', conclusion: 'skipped', state: 'passed' },
  'failure failed': { status: 'completed', conclusion: 'failure', state: 'failed' },
  'cancelled failed': { status: 'completed', conclusion: 'cancelled', state: 'failed' },
  'timed out failed': { status: 'completed', conclusion: 'timed_out', state: 'failed' },
  'action required failed': { status: 'completed', conclusion: 'action_required', state: 'failed' },
  'stale failed': { status: 'completed', conclusion: 'stale', state: 'failed' },
  'a conclusion of tomorrow failed': { status: 'completed', conclusion: 'perhaps', state: 'failed' },
  'completed without a conclusion failed': { status: 'completed', conclusion: null, state: 'failed' },
};
for (const [sentence, { status: is, conclusion, state }] of Object.entries(states)) {
  test(`check run: ${sentence}`, async () => {
    assert.deepEqual(await checksOf([run('test', is, conclusion)]), [{ name: 'test', state }]);
  });
}

test('commit statuses are checks', async () => {
  const statuses = ['success', 'pending', 'failure', 'error'].map((state) => status(`ci/${state}`, state));
  assert.deepEqual(await checksOf([], statuses), [
    { name: 'ci/success', state: 'passed' },
    { name: 'ci/pending', state: 'pending' },
    { name: 'ci/failure', state: 'failed' },
    { name: 'ci/error', state: 'failed' },
  ]);
});

test('our own check runs and contexts are left out', async () => {
  const ours = [run('deploy', 'completed', 'failure', { app: OUR_APP })];
  assert.deepEqual(await checksOf(ours, [status('dungeonmaster/preview/shop', 'failure')]), []);
});

test('of one app and name the newest run counts, whatever the order; another app counts beside it', async () => {
  const checks = await checksOf([
    run('test', 'completed', 'success', { id: 3 }),
    run('test', 'completed', 'failure', { id: 2 }),
    run('test', 'in_progress', null, { id: 1, app: 4 }),
  ]);
  assert.deepEqual(checks.map(({ state }) => state).toSorted(), ['passed', 'pending']);
});

test('all pages of runs and of statuses are read', async () => {
  const { github, asked } = gitHubOn({
    [CHECK_RUNS]: [
      withNext({ check_runs: [run('a', 'completed', 'success')] }, 2),
      { data: { check_runs: [run('b', 'completed', 'failure')] } },
    ],
    [STATUS]: [withNext({ statuses: [status('c', 'success')] }, 2), { data: { statuses: [status('d', 'error')] } }],
  });
  const names = (await github.checks.ofCommit(repository, sha)).map(({ name }) => name);
  assert.deepEqual(names, ['a', 'b', 'c', 'd']);
  assert.deepEqual(asked[0]?.parameters, {
    owner: 'acme',
    repo: 'shop',
    ref: sha,
    filter: 'latest',
    per_page: 100,
    page: 1,
  });
});

const protectedBy = (...contexts: string[]): Canned => ({
  data: {
    protection: {
      enabled: true,
      required_status_checks: {
        enforcement_level: 'non_admins',
        contexts,
        checks: contexts.map((context) => ({ context, app_id: 1 })),
      },
    },
  },
});
const ruledBy = (...contexts: string[]): Canned => ({
  data: [
    { type: 'deletion' },
    { type: 'pull_request', parameters: { required_approving_review_count: 1 } },
    {
      type: 'required_status_checks',
      parameters: { required_status_checks: contexts.map((context) => ({ context })) },
    },
  ],
});
const off = { enforcement_level: 'off', contexts: ['old'], checks: [] };

const required: Record<string, { branch: Canned; rules: Canned; names: string[] }> = {
  'none on a free branch': { branch: { data: { protected: false } }, rules: { data: [] }, names: [] },
  'those of the protection': { branch: protectedBy('test'), rules: { data: [] }, names: ['test'] },
  'those of the rules': { branch: { data: {} }, rules: ruledBy('test', 'lint'), names: ['test', 'lint'] },
  'each once, when both name it': {
    branch: protectedBy('test'),
    rules: ruledBy('test', 'lint'),
    names: ['test', 'lint'],
  },
  'none of a protection that is switched off': {
    branch: { data: { protection: { enabled: false, required_status_checks: off } } },
    rules: { data: [] },
    names: [],
  },
  'those of the protection where the plan has no rules': {
    branch: protectedBy('test'),
    rules: refusal(403, 'Upgrade to GitHub Pro or make this repository public to enable this feature.'),
    names: ['test'],
  },
};
for (const [sentence, { branch, rules, names }] of Object.entries(required)) {
  test(`required: ${sentence}`, async () => {
    const { github } = gitHubOn({ [BRANCH]: branch, [RULES]: rules });
    assert.deepEqual(await github.checks.requiredOn(repository, 'main'), names);
  });
}

test('rules that may not be read are an error, never "none"', async () => {
  for (const rules of [
    refusal(403, 'Resource not accessible by integration'),
    refusal(404, 'Not Found'),
    refusal(500, ''),
  ]) {
    const { github } = gitHubOn({ [BRANCH]: { data: {} }, [RULES]: rules });
    await assert.rejects(github.checks.requiredOn(repository, 'main'), { name: 'GitHubError' });
  }
});
