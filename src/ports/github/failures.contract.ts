import { strict as assert } from 'node:assert';
import { commitSha } from '#model/ids.ts';
import type { GitHubErrorCode } from './errors.ts';
import type { GitHubBench, Scenario, UseBench } from './github.contract.ts';

const unknownSha = commitSha.parse('f'.repeat(40));
const withCode = (code: GitHubErrorCode) => ({ name: 'GitHubError', code });
const place = { environment: 'preview', task: 'preview-pr-12' };

type Verb = (bench: GitHubBench) => Promise<unknown>;

const reads: Readonly<Record<string, Verb>> = {
  'pullRequests.get': ({ github, world }) => github.pullRequests.get(world.repository, 1),
  'pullRequests.listOpen': ({ github, world }) => github.pullRequests.listOpen(world.repository),
  'pullRequests.listClosed': ({ github, world }) => github.pullRequests.listClosed(world.repository),
  'files.read': ({ github, world }) => github.files.read(world.repository, 'main', 'a.yaml'),
  'checks.requiredOn': ({ github, world }) => github.checks.requiredOn(world.repository, 'main'),
  'branches.defaultBranch': ({ github, world }) => github.branches.defaultBranch(world.repository),
  'branches.heads': ({ github, world }) => github.branches.heads(world.repository, 'main'),
  'deployments.list': ({ github, world }) => github.deployments.list(world.repository, place),
  'comments.listOurs': ({ github, world }) => github.comments.listOurs(world.repository, 1),
};

/** What is thrown, and that nothing else is. */
export function failureContract(use: UseBench, scenario: Scenario): void {
  for (const [name, verb] of Object.entries(reads)) {
    scenario(`${name} of a repository that is not there is NotFound, never empty`, async () => {
      await use().world.deleteRepository();
      await assert.rejects(verb(use()), withCode('NotFound'));
    });

    scenario(`${name} is refused to a suspended App, never empty`, async () => {
      await use().world.suspendApp();
      await assert.rejects(verb(use()), withCode('Forbidden'));
    });
  }

  scenario('a pull request that does not exist is NotFound', async () => {
    const { github, world } = use();
    await assert.rejects(github.pullRequests.get(world.repository, 4711), withCode('NotFound'));
  });

  scenario('required checks of a branch that does not exist are NotFound', async () => {
    const { github, world } = use();
    await assert.rejects(github.checks.requiredOn(world.repository, 'nowhere'), withCode('NotFound'));
  });

  scenario('the checks of a commit that GitHub does not know are an error, never empty', async () => {
    const { github, world } = use();
    await assert.rejects(github.checks.ofCommit(world.repository, unknownSha), { name: 'GitHubError' });
  });

  scenario('a deployment of a commit that GitHub does not know is Invalid', async () => {
    const { github, world } = use();
    const deployment = { ...place, sha: unknownSha, payload: {}, description: '', transient: true, production: false };
    await assert.rejects(github.deployments.create(world.repository, deployment), withCode('Invalid'));
  });

  scenario('a description that is too long is Invalid, in the words of GitHub, and nothing is written', async () => {
    const { github, world } = use();
    const sha = await world.push('cart');
    const status = { context: 'dungeonmaster/a', state: 'pending', description: 'x'.repeat(141) } as const;
    const writing = github.commitStatuses.create(world.repository, sha, status);
    await assert.rejects(writing, { ...withCode('Invalid'), message: /140 characters/ });
    assert.equal(await github.commitStatuses.newest(world.repository, sha, status.context), undefined);
  });

  scenario('an archived repository can be read, and takes no report', async () => {
    const { github, world } = use();
    const sha = await world.push('cart');
    const number = await world.openPullRequest('cart');
    await world.archive();
    const status = { context: 'dungeonmaster/a', state: 'pending', description: '' } as const;
    const deployment = { ...place, sha, payload: {}, description: '', transient: true, production: false };
    await assert.rejects(github.commitStatuses.create(world.repository, sha, status), withCode('Archived'));
    await assert.rejects(github.deployments.create(world.repository, deployment), withCode('Archived'));
    await assert.rejects(github.comments.create(world.repository, number, 'hello'), withCode('Archived'));
    assert.equal((await github.pullRequests.get(world.repository, number)).head, sha);
  });
}
