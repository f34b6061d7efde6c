import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { GitHubRequest } from '#adapters/github/request.ts';
import type { GitHubWorld } from '#ports/github/github.contract.ts';
import { notPlayed, startEmulate } from './emulate-world.testing.ts';
import { assertListed, type Difference } from './listed-differences.testing.ts';
import { startOurs } from './our-emulation.testing.ts';
import { differencesOf, shapeOf } from './shape.testing.ts';

const shop = { owner: 'acme', repo: 'shop' };
const routes = {
  repository: 'GET /repos/{owner}/{repo}',
  branch: 'GET /repos/{owner}/{repo}/branches/{branch}',
  pull: 'GET /repos/{owner}/{repo}/pulls/{pull_number}',
  pulls: 'GET /repos/{owner}/{repo}/pulls',
  file: 'GET /repos/{owner}/{repo}/contents/{path}',
  commit: 'GET /repos/{owner}/{repo}/commits/{ref}',
  checks: 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
  comments: 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
  comment: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
} as const;

type Answers = Readonly<Record<keyof typeof routes, unknown>>;

/** The same acts, and what is then answered. */
async function answersOf(world: GitHubWorld, request: GitHubRequest): Promise<Answers> {
  const ask = async (name: keyof typeof routes, parameters: object = {}) =>
    (await request(routes[name], { ...shop, ...parameters })).data;
  await world.push('main', { 'app.yaml': 'a: 1\n' });
  const sha = await world.push('cart', { 'app.yaml': 'é: 1\n' });
  const number = await world.openPullRequest('cart');
  await world.check(sha, 'test', 'success');
  await world.comment(number, 'Nice!');
  await world.protect('main', ['test']);
  return {
    repository: await ask('repository'),
    branch: await ask('branch', { branch: 'main' }),
    pull: await ask('pull', { pull_number: number }),
    pulls: await ask('pulls'),
    file: await ask('file', { path: 'app.yaml', ref: sha }),
    commit: await ask('commit', { ref: sha }),
    checks: await ask('checks', { ref: sha }),
    comments: await ask('comments', { issue_number: number }),
    comment: await ask('comment', { issue_number: number, body: 'It runs.' }),
  };
}

/** `emulate` 0.12.2 beside ours; "GitHub" is its own OpenAPI description, which judges every answer of ours. */
const listed: readonly Difference[] = [
  {
    line: /^\w+: a time with milliseconds instead of a time: /,
    why: 'GitHub writes times without fractions of a second',
  },
  {
    line: /^\w+: lacks .*(owner|user)\.(followers|following|gists|organizations|received_events|starred|subscriptions)_url$/,
    why: 'GitHub demands the fields of a user of an owner that is an organization too',
  },
  { line: /^\w+: lacks .*(owner|user)\.gravatar_id$/, why: 'as the addresses of an owner' },
  {
    line: /^\w+: adds .*(owner|user)\.(description|(hooks|issues|members|public_members)_url)$/,
    why: 'shows an owner as GitHub shows an organization that is asked for by itself',
  },
  { line: /^\w+: adds .*\.user_view_type$/, why: 'GitHub may leave it out, and ours does' },
  {
    line: /^(repository|pulls?): adds .*(allow_\w+|delete_branch_on_merge|permissions)$/,
    why: 'GitHub may leave them out, and ours does',
  },
  {
    line: /^(repository|pulls?): lacks .*web_commit_signoff_required$/,
    why: 'GitHub may leave it out; ours has it',
  },
  {
    line: /^repository: lacks (network|subscribers)_count$/,
    why: 'GitHub demands both of a repository asked by itself',
  },
  { line: /^branch: lacks _links$/, why: 'GitHub demands it' },
  { line: /^branch: lacks commit\.\w+$/, why: 'GitHub demands the whole commit' },
  { line: /^branch: adds protection_commit$/, why: 'GitHub has no such field' },
  { line: /^pulls?: lacks .*active_lock_reason$/, why: 'GitHub may leave it out; ours has it' },
  {
    line: /^pull: boolean instead of null: (mergeable|rebaseable)$/,
    why: 'GitHub works it out after it was first asked; in ours it never does, since nothing of ours may depend on it',
  },
  {
    line: /^pulls: adds \[\]\.(additions|deletions|changed_files|comments|commits|review_comments|maintainer_can_modify)$/,
    why: 'GitHub leaves them out of lists',
  },
  {
    line: /^pulls: adds \[\]\.(mergeable|mergeable_state|merged|merged_by|rebaseable)$/,
    why: 'GitHub leaves them out of lists, and our adapter must do without `merged`',
  },
  {
    line: /^commit: object instead of null: (author|committer)$/,
    why: 'GitHub knows an author by the address of the commit; those of our world have no account',
  },
  { line: /^commit: adds (files|stats)$/, why: 'GitHub may leave them out, and ours does' },
  { line: /^checks: null instead of object: check_runs\[\]\.app$/, why: 'GitHub names the App that made a check run' },
  { line: /^checks: adds check_runs\[\]\.check_suite\.\w+$/, why: 'GitHub gives the id of the suite alone' },
  {
    line: /^checks: null instead of (an address: check_runs\[\]\.details_url|a time: check_runs\[\]\.started_at)$/,
    why: 'GitHub fills in its own page, and the time at which the run was made',
  },
  { line: /^checks: lacks check_runs\[\]\.output\.annotations_url$/, why: 'GitHub demands it' },
  {
    line: /^checks: lacks check_runs\[\]\.pull_requests\[\]$/,
    why: 'GitHub lists the open pull requests of the commit',
  },
  {
    line: /^comment: null instead of object: performed_via_github_app$/,
    why: 'GitHub names the App that wrote a comment: by that we know our own',
  },
];

test('after the same acts `emulate` answers as our emulation does, but for what is listed', async (context) => {
  const emulate = await startEmulate();
  context.after(() => emulate.close());
  const theirs = await answersOf(emulate.world, emulate.bare);
  const { world, request } = startOurs();
  const ours = await answersOf(world, request);
  const names = Object.keys(routes) as (keyof typeof routes)[];
  const found = names.flatMap((name) =>
    differencesOf(shapeOf(theirs[name]), shapeOf(ours[name])).map((line) => `${name}: ${line}`),
  );
  assertListed(found, listed);
});

test('what is filled in for `emulate` is not played there', async () => {
  const { bare, close } = await startEmulate();
  try {
    for (const route of Object.keys(notPlayed)) {
      await assert.rejects(bare(route, { ...shop, ref: 'main', branch: 'main' }), { status: 404 }, route);
    }
  } finally {
    await close();
  }
});
